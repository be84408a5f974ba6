import { once } from 'node:events';
import { connect as connectTo } from 'node:net';

import { TOPIC } from '../../memory/topic.mjs';

const MESSAGE_HEAD = `*3\r\n$7\r\nmessage\r\n$${TOPIC.length}\r\n${TOPIC}\r\n$`;
const LINE_END = 10;

/**
 * As little as can be: RESP written by hand, all messages of a turn in one PUBLISH, a line of JSON each. Nothing is kept, checked,
 * named, counted, bounded, isolated, iterated or sent again: what is left is JSON, a promise for each publish, and two sockets.
 */
export async function connect({ redis: { port } }) {
  const [publisher, subscriber] = [await open(port), await open(port)];
  return {
    async subscribe(onEvent) {
      const ready = once(subscriber, 'data');
      subscriber.write(`SUBSCRIBE ${TOPIC}\r\n`);
      await ready;
      subscriber.on('data', messageReader(onEvent));
    },
    publish: batchedPublish(publisher),
  };
}

async function open(port) {
  const socket = connectTo(port, '127.0.0.1').setNoDelay(true);
  await once(socket, 'connect');
  return socket;
}

function batchedPublish(socket) {
  const underWay = [];
  let [lines, resolvers] = [[], []];
  const send = () => {
    const text = lines.join('\n');
    underWay.push(resolvers);
    [lines, resolvers] = [[], []];
    socket.write(`*3\r\n$7\r\nPUBLISH\r\n$${TOPIC.length}\r\n${TOPIC}\r\n$${Buffer.byteLength(text)}\r\n${text}\r\n`);
  };
  socket.on('data', (replies) => {
    for (const byte of replies) if (byte === LINE_END) for (const resolve of underWay.shift()) resolve();
  });
  return (event) =>
    new Promise((resolve) => {
      if (lines.push(JSON.stringify(event)) === 1) setImmediate(send);
      resolvers.push(resolve);
    });
}

function messageReader(onEvent) {
  let rest = Buffer.alloc(0);
  return (data) => {
    rest = rest.length === 0 ? data : Buffer.concat([rest, data]);
    for (;;) {
      const lengthEnd = rest.indexOf('\r', MESSAGE_HEAD.length);
      if (lengthEnd === -1) return;
      const start = lengthEnd + 2;
      const end = start + Number(rest.toString('latin1', MESSAGE_HEAD.length, lengthEnd));
      if (rest.length < end + 2) return;
      for (const line of rest.toString('utf8', start, end).split('\n')) onEvent(JSON.parse(line));
      rest = rest.subarray(end + 2);
    }
  };
}
