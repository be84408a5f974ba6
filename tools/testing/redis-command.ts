import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

import { type Reply, parseReply } from './redis-reply.js';

export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly password?: string | undefined;
  /** The PEM text of the authority to trust; present: TLS. */
  readonly ca?: string | undefined;
}

const TIMEOUT_MS = 5_000;

/** Sends one command on a connection of its own, and resolves with its reply; an error reply, or 5 s of silence, rejects. */
export async function redisCommand(address: RedisAddress, args: readonly string[]): Promise<Reply> {
  const socket = open(address);
  try {
    await once(socket, address.ca === undefined ? 'connect' : 'secureConnect');
    const commands = address.password === undefined ? [args] : [['AUTH', address.password], args];
    socket.write(commands.map(encode).join(''));
    return await lastOf(commands.length, socket);
  } finally {
    socket.destroy();
  }
}

function open({ host, port, ca }: RedisAddress): Socket {
  const socket = ca === undefined ? connect({ host, port }) : connectTls({ host, port, ca });
  socket.setTimeout(TIMEOUT_MS, () => {
    socket.destroy(new Error(`${host}:${port} did not answer within ${TIMEOUT_MS} ms`));
  });
  return socket;
}

function encode(args: readonly string[]): string {
  return `*${args.length}\r\n${args.map((arg) => `$${Buffer.byteLength(arg)}\r\n${arg}\r\n`).join('')}`;
}

async function lastOf(count: number, socket: Socket): Promise<Reply> {
  let received = Buffer.alloc(0);
  let left = count;
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, chunk]);
    for (let parsed = parseReply(received); parsed !== undefined; parsed = parseReply(received)) {
      received = received.subarray(parsed.end);
      left -= 1;
      if (left === 0) return parsed.reply;
    }
  }
  throw new Error('the server closed the connection before it had replied');
}
