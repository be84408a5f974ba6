import type { Commands } from '../connection/commands.js';

const PAGE = 500;

/**
 * The members of an index that begin with `prefix`, ascending, page by page. All scores are 0, so ZRANGEBYLEX orders them
 * (https://redis.io/docs/latest/commands/zrangebylex/), and costs what lies under the prefix.
 */
export async function* listIndex(commands: Commands, index: string, prefix: string): AsyncGenerator<readonly string[], undefined> {
  let from = prefix === '' ? '-' : `[${prefix}`;
  // Members are ASCII: 0xff is behind all of them.
  const to = prefix === '' ? '+' : Buffer.concat([Buffer.from(`[${prefix}`), Buffer.from([0xff])]);
  for (;;) {
    const reply = await commands.call(index, 'zrangebylex', [index, from, to, 'LIMIT', '0', String(PAGE)]);
    const members = Array.isArray(reply) ? reply.map(String) : [];
    if (members.length > 0) yield members;
    if (members.length < PAGE) return undefined;
    from = `(${members.at(-1) ?? ''}`;
  }
}
