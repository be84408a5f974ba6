/** Milliseconds spent on warming up, and on measuring. */
const LONG = { warmUpMs: 400, measureMs: 600 };
const QUICK = { warmUpMs: 150, measureMs: 200 };

/** Repeats an asynchronous step until its time is over; returns nanoseconds a step, after as long a warm-up as it needs. */
export async function timeAsync(step, { isQuick }) {
  const { warmUpMs, measureMs } = isQuick ? QUICK : LONG;
  await repeat(step, warmUpMs);
  return repeat(step, measureMs);
}

/** As `timeAsync`, for a step that returns at once; a hundred steps for each look at the clock. */
export function timeSync(step, { isQuick }) {
  const hundred = () => {
    for (let count = 0; count < 100; count++) step();
  };
  const { warmUpMs, measureMs } = isQuick ? QUICK : LONG;
  repeatSync(hundred, warmUpMs);
  return repeatSync(hundred, measureMs) / 100;
}

async function repeat(step, forMs) {
  const started = performance.now();
  let [steps, spent] = [0, 0];
  for (; spent < forMs; spent = performance.now() - started) {
    await step();
    steps++;
  }
  return (spent * 1e6) / steps;
}

function repeatSync(step, forMs) {
  const started = performance.now();
  let [steps, spent] = [0, 0];
  for (; spent < forMs; spent = performance.now() - started) {
    step();
    steps++;
  }
  return (spent * 1e6) / steps;
}
