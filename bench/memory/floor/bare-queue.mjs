/** The least that `for await` over a queue costs: no patterns, no copies, no limit, no history. */
export function connect() {
  const queues = [];
  return {
    subscribe(onEvent) {
      const queue = new BareQueue();
      queues.push(queue);
      void consume(queue, onEvent);
    },
    publish(event) {
      for (const queue of queues) queue.push(event);
    },
  };
}

class BareQueue {
  #items = [];
  #head = 0;
  #wake;

  push(item) {
    const wake = this.#wake;
    if (wake === undefined) {
      this.#items.push(item);
      return;
    }
    this.#wake = undefined;
    wake({ done: false, value: item });
  }

  next() {
    if (this.#head < this.#items.length) {
      const value = this.#items[this.#head++];
      if (this.#head === this.#items.length) {
        this.#items.length = 0;
        this.#head = 0;
      }
      return Promise.resolve({ done: false, value });
    }
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}

async function consume(queue, onEvent) {
  for await (const event of queue) onEvent(event);
}
