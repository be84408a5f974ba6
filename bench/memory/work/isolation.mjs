import { metricsEvent } from '../../harness/metrics-event.mjs';
import { processorMs, timeSync } from '../../harness/timed.mjs';

/** Nanoseconds for one private copy of a metrics event. */
export function measure({ isolate }, { isQuick }) {
  const events = Array.from({ length: 1_000 }, (_, step) => metricsEvent(step));
  let step = 0;
  let copy;
  const copyNs = timeSync(() => {
    copy = isolate(events[step++ % events.length]);
  }, { isQuick, clock: processorMs });
  const original = events[(step - 1) % events.length];
  if (copy === original || JSON.stringify(copy) !== JSON.stringify(original)) throw new Error('the copy is no copy');
  return { copyNs };
}
