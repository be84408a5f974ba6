import { QueueEvents, QueueEventsProducer } from 'bullmq';

/** Custom events of a queue: a stream, trimmed to about 100,000: a shorter one outruns its reader. */
export async function connect({ redis: { port } }) {
  const connection = { host: '127.0.0.1', port, enableAutoPipelining: true };
  const producer = new QueueEventsProducer('bench', { connection });
  const events = new QueueEvents('bench', { connection, lastEventId: '0' });
  return {
    async subscribe(onEvent) {
      events.on('metrics', ({ text }) => onEvent(JSON.parse(text)));
      await Promise.all([events.waitUntilReady(), producer.waitUntilReady()]);
    },
    publish: (event) => producer.publishEvent({ eventName: 'metrics', text: JSON.stringify(event) }, 100_000),
  };
}
