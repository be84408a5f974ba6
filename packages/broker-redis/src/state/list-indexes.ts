import type { Commands } from '../connection/commands.js';

const PAGE = 500;

/**
 * The members of some indexes that begin with `prefix`, ascending, page by page. All scores are 0, so ZRANGEBYLEX orders them
 * (https://redis.io/docs/latest/commands/zrangebylex/), and costs what lies under the prefix. No two indexes share a member.
 */
export async function* listIndexes(commands: Commands, indexes: readonly string[], prefix: string): AsyncGenerator<readonly string[], undefined> {
  let from = prefix === '' ? '-' : `[${prefix}`;
  // Behind all members, whose characters are printable ASCII.
  const to = prefix === '' ? '+' : `[${prefix}\u007f`;
  const read = async (index: string): Promise<readonly string[]> => {
    const reply = await commands.call(index, 'zrangebylex', [index, from, to, 'LIMIT', '0', String(PAGE)]);
    return Array.isArray(reply) ? reply.map(String) : [];
  };
  for (let open = indexes; open.length > 0; ) {
    const pages = await Promise.all(open.map(read));
    // Up to here, no index has anything that was not read.
    const end = pages.filter((page) => page.length === PAGE).map((page) => page[PAGE - 1] ?? '').sort(byCode)[0];
    const members = pages.flat().filter((member) => end === undefined || member <= end).sort(byCode);
    if (members.length > 0) yield members;
    if (end === undefined) return undefined;
    from = `(${end}`;
    open = open.filter((_, place) => pages[place]?.length === PAGE || (pages[place]?.at(-1) ?? '') > end);
  }
  return undefined;
}

/** As Redis orders them; no locale. */
const byCode = (a: string, b: string): number => (a < b ? -1 : 1);
