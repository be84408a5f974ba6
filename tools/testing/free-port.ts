import { once } from 'node:events';
import { createServer } from 'node:net';

// Below every system's ephemeral range, so that no outgoing connection takes the port while its server restarts;
// and low enough that a Redis Cluster bus (port + 10 000) stays below that range, too.
const FIRST_PORT = 11_000;
const LAST_PORT = 21_000;

/** A loopback port that was free a moment ago. Another process may still win it: retry when the server cannot bind. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT));
    if (await canListen(port)) return port;
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
