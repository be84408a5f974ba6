import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import type { MessageBroker } from '@runwire/broker-core';
import type { TrainingChannel } from '@runwire/channels';
import { CliError } from '../cli/cli-error.js';
import { EXIT_CODES } from '../cli/exit-code.js';
import { isLoopback } from './access-guard.js';
import { dashboardApp } from './dashboard-app.js';
import { feedHub } from './feed-hub.js';
import { Hub } from './hub.js';
import { RunControl } from './run-control.js';
import { SseClients } from './sse-clients.js';

export interface DashboardOptions {
  readonly channel: TrainingChannel;
  readonly broker: MessageBroker;
  /** Default 127.0.0.1; any other address needs a token. */
  readonly host?: string | undefined;
  /** 0: any free one. */
  readonly port: number;
  readonly token?: string | undefined;
}

export interface Dashboard extends AsyncDisposable {
  /** Where to open it. */
  readonly url: string;
  /** Rejects when the flow of events fails; resolves when the dashboard is closed. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const PAGE_FOLDER = fileURLToPath(new URL('../../dist/web', import.meta.url));

/** Serves the dashboard; resolves when it accepts connections. @throws CliError for an address without token, or one that is taken */
export async function startDashboard({ channel, broker, host = '127.0.0.1', port, token }: DashboardOptions): Promise<Dashboard> {
  if (!isLoopback(host) && token === undefined) throw new CliError(EXIT_CODES.usage, `The address ${host} can be reached from elsewhere, so it needs a token: add --token <secret>, or RUNWIRE_TOKEN, or bind 127.0.0.1.`);
  const stop = new AbortController();
  const clients = new SseClients();
  const hub = new Hub({ now: () => channel.now(), onFrame: (frame) => clients.send(frame) });
  const app = dashboardApp({ hub, clients, control: new RunControl(broker), access: { host, token }, pageFolder: PAGE_FOLDER });
  const listener = getRequestListener(app.fetch);
  const server = createServer({ requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 5_000 }, (request, response) => void listener(request, response));
  server.maxConnections = 2_000;
  await listen(server, host, port);
  clients.start(hub);
  const ended = feedHub(hub, { channel, broker, signal: stop.signal });
  ended.catch(() => undefined); // whoever asks is told
  const close = async (): Promise<void> => {
    stop.abort();
    clients.close();
    hub.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await ended.catch(() => undefined);
  };
  return { url: addressOf(server, host, token), ended, close, [Symbol.asyncDispose]: close };
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const remedy = error.code === 'EADDRINUSE' ? 'choose another with --port, or 0 for any free one' : 'choose another address';
      reject(new CliError(EXIT_CODES.usage, `Cannot listen on ${host}:${String(port)} (${error.code ?? error.message}); ${remedy}.`, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}

function addressOf(server: Server, host: string, token: string | undefined): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const name = host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${String(port)}/${token === undefined ? '' : '?token=…'}`;
}
