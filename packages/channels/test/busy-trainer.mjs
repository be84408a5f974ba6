/** A trainer whose thread computes without a pause. Arguments: port of Redis, namespace, id, milliseconds. Run from the build. */
import { getMessageBroker } from '@runwire/broker-core';
import { TrainingChannel } from '@runwire/channels';

const [port, namespace, id, busyMs] = process.argv.slice(2);
const config = { type: 'redis', redis: { host: '127.0.0.1', port: Number(port) } };
const channel = new TrainingChannel({ namespace, broker: config });
const run = await channel.startRun(id, { heartbeatMs: 50, resume: true });
process.send?.('busy');

const end = performance.now() + Number(busyMs);
let steps = 0;
while (performance.now() < end) steps++;

run.progress({ currentStep: steps });
console.log(run.heartbeat.kind);
await run.complete();
const broker = await getMessageBroker(config);
await broker.close();
