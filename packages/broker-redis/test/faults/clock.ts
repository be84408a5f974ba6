const { now } = Date;

/** Runs with the clock of this process changed; nothing else may change it meanwhile to something else. */
export async function withClockAhead(aheadMs: number, run: () => Promise<void>): Promise<void> {
  Date.now = () => now() + aheadMs;
  try {
    await run();
  } finally {
    Date.now = now;
  }
}
