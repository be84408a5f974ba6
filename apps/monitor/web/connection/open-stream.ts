import { StreamConnection, type StreamNews } from './stream-connection.js';

/** A stream of news, shared with the other tabs where the browser can. */
export interface OpenStream {
  /** Tries to connect at once, if it is waiting. */
  hurry(): void;
}

/** Connects; `tell` hears everything, beginning with how the connection stands. */
export function openStream(tell: (news: StreamNews) => void): OpenStream {
  return openShared(tell) ?? openOwn(tell);
}

function openOwn(tell: (news: StreamNews) => void): OpenStream {
  const stream = new StreamConnection(tell);
  stream.open();
  return { hurry: () => stream.hurry() };
}

function openShared(tell: (news: StreamNews) => void): OpenStream | undefined {
  if (typeof SharedWorker === 'undefined' || new URLSearchParams(location.search).has('own-stream')) return undefined;
  try {
    const worker = new SharedWorker(new URL('./stream-worker.ts', import.meta.url), { type: 'module', name: 'runwire' });
    const { port } = worker;
    port.addEventListener('message', ({ data }: MessageEvent<StreamNews>) => tell(data));
    port.start();
    const own: { stream?: OpenStream } = {};
    worker.addEventListener('error', () => {
      own.stream ??= openOwn(tell); // its script was refused
    });
    window.addEventListener('pagehide', () => port.postMessage('leave'));
    window.addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
    return { hurry: () => (own.stream === undefined ? port.postMessage('hurry') : own.stream.hurry()) };
  } catch {
    return undefined; // the browser forbids it here: a stream of its own does as well
  }
}
