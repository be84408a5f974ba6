import { BrokerError, type BrokerErrorCode } from '@runwire/broker-core';
import type { ServerAddress } from './server-address.js';

/** Replies that tell of the server's state, not of our command: the same may succeed later, or at another server. */
const PASSING = new Set(['LOADING', 'READONLY', 'MASTERDOWN', 'CLUSTERDOWN', 'TRYAGAIN', 'MOVED', 'ASK', 'BUSY', 'NOREPLICAS', 'MISCONF', 'OOM', 'UNBLOCKED']);

const REMEDIES: Readonly<Record<string, string>> = {
  OOM: 'raise maxmemory, or keep shorter histories',
  NOPERM: 'give the user this right; docs/operating-redis.md lists the ACL lines',
  NOAUTH: 'set the password (REDIS_PASSWORD)',
  WRONGPASS: 'check the user name and the password (REDIS_USERNAME, REDIS_PASSWORD)',
  MISCONF: 'the server cannot persist; look into its log and at its disk',
  WRONGTYPE: 'something else uses this key prefix; choose another one (REDIS_KEY_PREFIX)',
};

/** The server answered with an error. `kind` is the first word of its reply: `NOPERM`, `OOM`, `MOVED`, … */
export class ServerReplyError extends BrokerError {
  readonly kind: string;
  /** The reply as it came, without our arguments. */
  readonly reply: string;

  constructor(command: string, reply: string, code: BrokerErrorCode = 'BACKEND') {
    const kind = /^[A-Z]+/.exec(reply)?.[0] ?? 'ERR';
    const shown = withoutArguments(reply);
    super(code, `Redis refused ${command.toUpperCase()}: ${shown}; ${REMEDIES[kind] ?? 'look into the log of the server'}.`, { retryable: PASSING.has(kind) });
    this.kind = kind;
    this.reply = shown;
  }

  /** The node that `MOVED 3999 127.0.0.1:6381` and `ASK …` name. */
  get address(): ServerAddress {
    const [, , address = ''] = this.reply.split(' ');
    const colon = address.lastIndexOf(':');
    return { host: address.slice(0, colon), port: Number(address.slice(colon + 1)) };
  }
}

/** "unknown command" replies repeat the arguments, and those may be secrets. */
function withoutArguments(reply: string): string {
  const [first = ''] = reply.split(/,? with args beginning with/);
  return first.replace(/[.\s]+$/, '').slice(0, 300);
}
