/** The longest wait between two attempts, milliseconds. */
const MAX_MS = 3_000;
const FIRST_MS = 100;

/**
 * Milliseconds to wait before reconnection attempt 1, 2, …: at random up to a bound that doubles ("full jitter",
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), so that a herd of clients does not return at once.
 */
export function backoffMs(attempt: number, random: () => number = Math.random): number {
  return Math.round(random() * Math.min(MAX_MS, FIRST_MS * 2 ** Math.min(attempt - 1, 10)));
}
