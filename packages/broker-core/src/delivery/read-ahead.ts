import type { BackendPort, HistoryPage } from '../backend-port.js';

/** What a catch-up reads from. */
export type PageSource = Pick<BackendPort, 'read'>;

/** Asks for the page behind each page together with it, so that the backend works while the reader does. For one topic. */
export class ReadAhead implements PageSource {
  readonly #source: PageSource;
  readonly #top: number;
  #ahead: { readonly from: number; readonly limit: number; readonly page: Promise<HistoryPage | undefined> } | undefined;

  /** @param top nothing is read ahead behind this offset */
  constructor(source: PageSource, top: number) {
    this.#source = source;
    this.#top = top;
  }

  read(topic: string, from: number, limit: number): Promise<HistoryPage | undefined> {
    const ahead = this.#ahead;
    const page = ahead?.from === from && ahead.limit === limit ? ahead.page : this.#source.read(topic, from, limit);
    this.#prepare(topic, from, limit, ahead === undefined ? limit + 1 : limit);
    return page;
  }

  /** A catch-up reads its last message once more, with the next page: it tells a rewound history. */
  #prepare(topic: string, from: number, limit: number, nextLimit: number): void {
    const nextFrom = from + limit - 1;
    this.#ahead = undefined;
    if (nextFrom >= this.#top) return;
    const page = this.#source.read(topic, nextFrom, nextLimit);
    // Whoever asks for the page is told.
    page.catch(() => undefined);
    this.#ahead = { from: nextFrom, limit: nextLimit, page };
  }
}
