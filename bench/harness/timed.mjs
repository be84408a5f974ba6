/** Milliseconds spent on warming up, and on measuring. */
const LONG = { warmUpMs: 400, measureMs: 600 };
const QUICK = { warmUpMs: 150, measureMs: 200 };

const wallMs = () => performance.now();

/** Milliseconds of processor time that this process has used, the threads of the collector included. Other work on the machine hardly changes it. */
export function processorMs() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

/**
 * Repeats an asynchronous step until its time is over; returns nanoseconds a step, after as long a warm-up as it needs.
 * Measures by the wall clock, unless it is given another.
 */
export async function timeAsync(step, { isQuick, clock = wallMs }) {
  const { warmUpMs, measureMs } = isQuick ? QUICK : LONG;
  await repeat(step, warmUpMs, clock);
  return repeat(step, measureMs, clock);
}

/** As `timeAsync`, for a step that returns at once; a hundred steps for each look at the clock. */
export function timeSync(step, { isQuick, clock = wallMs }) {
  const hundred = () => {
    for (let count = 0; count < 100; count++) step();
  };
  const { warmUpMs, measureMs } = isQuick ? QUICK : LONG;
  repeatSync(hundred, warmUpMs, clock);
  return repeatSync(hundred, measureMs, clock) / 100;
}

async function repeat(step, forMs, clock) {
  const started = clock();
  let [steps, spent] = [0, 0];
  for (; spent < forMs; spent = clock() - started) {
    await step();
    steps++;
  }
  return (spent * 1e6) / steps;
}

function repeatSync(step, forMs, clock) {
  const started = clock();
  let [steps, spent] = [0, 0];
  for (; spent < forMs; spent = clock() - started) {
    step();
    steps++;
  }
  return (spent * 1e6) / steps;
}
