import { latency } from './sections/latency.mjs';
import { replay } from './sections/replay.mjs';
import { state, updates } from './sections/state.mjs';
import { historyless, oneAtATime, throughput } from './sections/throughput.mjs';
import { startNats, startRedis } from './servers.mjs';

/** Everything over a real server, started here and ended with the suite. */
export async function openSuite() {
  const redis = await startRedis();
  if (redis === undefined) throw new Error('redis-server is not installed; install it (Debian: apt-get install redis-server) and try again.');
  const nats = await startNats();
  if (nats === undefined) console.log('nats-server is not installed, so NATS is left out (Debian: apt-get install nats-server).');
  const context = { redis: { port: redis.port }, ...(nats === undefined ? {} : { nats: { port: nats.port, pid: nats.pid } }) };
  const sections = [throughput, historyless, oneAtATime, latency, replay, state, updates];
  return {
    sections: nats === undefined ? sections.map(withoutNats) : sections,
    context,
    async close() {
      await redis.stop();
      await nats?.stop();
    },
  };
}

function withoutNats(section) {
  const isAbout = (text) => text.includes('NATS') || text.includes('JetStream');
  const contenders = Object.fromEntries(Object.entries(section.contenders).filter(([name]) => !isAbout(name)));
  return { ...section, contenders, goals: section.goals.filter(({ text }) => !isAbout(text)) };
}
