import type { Commands } from '../connection/commands.js';
import type { Layout } from '../layout.js';
import { REACH } from '../scripts/reach-script.js';
import { runScript } from '../scripts/run-script.js';
import { groupByReach } from '../topic-groups.js';
import { showTop, type KnownTops } from './known-tops.js';

/** How long a connection is waited for, milliseconds. */
const WAIT_MS = 5_000;

/**
 * Tells the server, when a connection has come back, how far the topics had come that it acknowledged to this process: it may be
 * another one now, or have lost what was not on its disk. A publisher that goes on does so by itself; this is for those that are idle.
 * @throws as `Commands.call` does
 */
export async function reassertTops(commands: Commands, layout: Layout, tops: KnownTops): Promise<void> {
  const groups = groupByReach(commands, [...tops.entries()], ([topic]) => layout.top(topic));
  await Promise.all(groups.map(async (group) => {
    const keys = group.map(([topic]) => layout.top(topic));
    await commands.ready(keys[0] ?? '', WAIT_MS);
    await runScript(commands, REACH, keys, group.map(([, top]) => showTop(top)));
  }));
}
