/**
 * Calls a listener of the application. What it throws disturbs nobody else: Node reports it as an uncaught exception, as
 * it does for listeners of an `EventTarget` (https://nodejs.org/api/events.html#nodejs-eventtarget-error-handling).
 */
export function callListener<T>(listener: (value: T) => void, value: T): void {
  try {
    listener(value);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
