/// <reference lib="webworker" />
import { StreamConnection, type StreamNews } from './stream-connection.js';

/** One stream for all tabs of this browser: it allows only six connections to a server. */
const tabs = new Set<MessagePort>();
const latest: { connection: StreamNews } = { connection: { kind: 'connecting' } };

const stream = new StreamConnection((news) => {
  if (news.kind === 'connecting' || news.kind === 'live' || news.kind === 'reset' || news.kind === 'lost') latest.connection = news;
  for (const tab of tabs) tab.postMessage(news);
});
stream.open();

addEventListener('connect', (event) => {
  const [tab] = (event as MessageEvent).ports;
  if (tab === undefined) return;
  tabs.add(tab);
  tab.addEventListener('message', ({ data }: MessageEvent<'leave' | 'hurry'>) => {
    if (data === 'leave') tabs.delete(tab);
    else stream.hurry();
  });
  tab.start();
  tab.postMessage(latest.connection);
});
