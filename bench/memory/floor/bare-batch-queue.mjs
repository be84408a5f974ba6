/* global queueMicrotask */
/** The least that an iterator of batches costs: what came within one turn is one batch. */
export function connect() {
  const queues = [];
  return {
    subscribe(onEvent) {
      const queue = new BareBatchQueue();
      queues.push(queue);
      void consume(queue, onEvent);
    },
    publish(event) {
      for (const queue of queues) queue.push(event);
    },
  };
}

class BareBatchQueue {
  #items = [];
  #wake;

  push(item) {
    this.#items.push(item);
    const wake = this.#wake;
    if (wake === undefined) return;
    this.#wake = undefined;
    queueMicrotask(() => wake({ done: false, value: this.#takeAll() }));
  }

  next() {
    if (this.#items.length > 0) return Promise.resolve({ done: false, value: this.#takeAll() });
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  [Symbol.asyncIterator]() {
    return this;
  }

  #takeAll() {
    const items = this.#items;
    this.#items = [];
    return items;
  }
}

async function consume(batches, onEvent) {
  for await (const batch of batches) {
    for (const event of batch) onEvent(event);
  }
}
