/** What Redis answers, in RESP 2 (https://redis.io/docs/latest/develop/reference/protocol-spec/). */
export type Reply = string | number | null | readonly Reply[];

interface Parsed {
  readonly reply: Reply;
  /** Where the next reply begins. */
  readonly end: number;
}

/** The reply that begins at `start`; undefined while it is incomplete. An error reply is thrown. */
export function parseReply(buffer: Buffer, start = 0): Parsed | undefined {
  const lineEnd = buffer.indexOf('\r\n', start);
  if (lineEnd === -1) return undefined;
  const line = buffer.toString('utf8', start + 1, lineEnd);
  const end = lineEnd + 2;
  switch (buffer.toString('latin1', start, start + 1)) {
    case '+':
      return { reply: line, end };
    case '-':
      throw new Error(line);
    case ':':
      return { reply: Number(line), end };
    case '$':
      return parseBulk(buffer, end, Number(line));
    case '*':
      return parseArray(buffer, end, Number(line));
    default:
      throw new Error(`not a RESP 2 reply: ${line}`);
  }
}

/** The reply as `redis-cli` prints it into a pipe: one line per element. */
export function replyText(reply: Reply): string {
  if (reply === null) return '';
  return typeof reply === 'object' ? reply.map(replyText).join('\n') : String(reply);
}

function parseBulk(buffer: Buffer, start: number, length: number): Parsed | undefined {
  if (length === -1) return { reply: null, end: start };
  const end = start + length + 2;
  return buffer.length < end ? undefined : { reply: buffer.toString('utf8', start, start + length), end };
}

function parseArray(buffer: Buffer, start: number, length: number): Parsed | undefined {
  if (length === -1) return { reply: null, end: start };
  const replies: Reply[] = [];
  let end = start;
  while (replies.length < length) {
    const parsed = parseReply(buffer, end);
    if (parsed === undefined) return undefined;
    replies.push(parsed.reply);
    end = parsed.end;
  }
  return { reply: replies, end };
}
