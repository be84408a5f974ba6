/** What `promise` resolves to, or an error after the deadline that says what did not come. */
export async function within<T>(promise: Promise<T>, withinMs: number, what: () => string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`Waited ${String(withinMs)} ms: ${what()}.`));
    }, withinMs);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
