/** One listener for each abort signal, however many subscriptions share it. */
export class AbortWatch {
  readonly #bySignal = new Map<AbortSignal, { readonly callbacks: Set<() => void>; readonly listener: () => void }>();

  /** Calls `callback` when the signal aborts; returns what forgets it. The signal must not be aborted yet. */
  add(signal: AbortSignal, callback: () => void): () => void {
    const { callbacks } = this.#bySignal.get(signal) ?? this.#listen(signal);
    callbacks.add(callback);
    return () => {
      callbacks.delete(callback);
      if (callbacks.size === 0) this.#unlisten(signal);
    };
  }

  #listen(signal: AbortSignal): { readonly callbacks: Set<() => void> } {
    const callbacks = new Set<() => void>();
    const listener = (): void => {
      for (const callback of [...callbacks]) callback();
    };
    signal.addEventListener('abort', listener);
    const watch = { callbacks, listener };
    this.#bySignal.set(signal, watch);
    return watch;
  }

  #unlisten(signal: AbortSignal): void {
    const watch = this.#bySignal.get(signal);
    if (watch === undefined) return;
    signal.removeEventListener('abort', watch.listener);
    this.#bySignal.delete(signal);
  }
}
