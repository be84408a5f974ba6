/** Live events for browsers as server-sent events, with Hono: GET /events. A browser that comes back resumes where it was: the id of each event is the cursor. */
import { readFile } from 'node:fs/promises';
import { serve } from '@hono/node-server';
import { BrokerError, createMessageBroker } from '@runwire/broker-core';
import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';

const broker = await createMessageBroker();
const app = new Hono();

app.get('/events', (context) => {
  const from = context.req.header('last-event-id') ?? 'start'; // browsers send it by themselves when they reconnect
  const subscription = broker.subscribe('ppo_training.*', { from, signal: context.req.raw.signal });
  return streamSSE(context, async (stream) => {
    stream.onAbort(() => subscription.close());
    // A browser that reads slowly is waited for; meanwhile the subscription's queue is bounded, and the history is its buffer.
    for await (const { topic, data, gap } of subscription) {
      await stream.writeSSE({ id: subscription.cursor, retry: 500, data: JSON.stringify({ topic, data, gap }) });
    }
  });
});
app.onError((error, context) => context.text(error.message, error instanceof BrokerError && error.code === 'INVALID_ARGUMENT' ? 400 : 500));

const page = (type, file) => async (context) => context.body(await readFile(new URL(file, import.meta.url), 'utf8'), 200, { 'content-type': type });
app.get('/', page('text/html; charset=utf-8', 'browser-client.html'));
app.get('/browser-client.js', page('text/javascript', 'browser-client.js'));

const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: Number(process.env.PORT ?? 3000) }, ({ port }) => console.log(`http://127.0.0.1:${port}`));
process.once('SIGTERM', async () => {
  server.close();
  await broker.close(); // ends the subscriptions
  server.closeAllConnections(); // browsers come back by themselves
});
