import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MessageBroker } from '@runwire/broker-core';
import { BackendBroker, BROKER_DEFAULTS, type BrokerOptions } from '@runwire/broker-core/backend';
import type { ConformanceHarness } from '@runwire/broker-core/conformance';
import { FileBackend, type FileBackendOptions, type Live } from './file-backend.js';
import { parseEntry } from './journal-entry.js';

/** The backend with a path to the subscribers that can be cut. */
class CuttableBackend extends FileBackend {
  readonly path: string;
  #isCut = false;

  constructor(options: FileBackendOptions) {
    super(options);
    this.path = options.path;
  }

  async interrupt(meanwhile: () => Promise<void>): Promise<void> {
    this.#isCut = true;
    try {
      await meanwhile();
    } finally {
      this.#isCut = false;
      this.resync();
    }
  }

  protected override pass(live: Live): void {
    if (!this.#isCut) super.pass(live);
  }
}

/** A journal for every case, in a folder of its own. */
export class FileHarness implements ConformanceHarness {
  readonly name = 'a file';
  readonly schedules = 10;
  readonly #folder = mkdtempSync(join(tmpdir(), 'runwire-file-'));
  readonly #backends = new WeakMap<MessageBroker, CuttableBackend>();
  #journals = 0;

  createBroker(options?: BrokerOptions): Promise<MessageBroker> {
    return Promise.resolve(this.#open(join(this.#folder, `${String(++this.#journals)}.jsonl`), options));
  }

  connect(broker: MessageBroker): Promise<MessageBroker> {
    return Promise.resolve(this.#open(this.#backendOf(broker).path));
  }

  interrupt(broker: MessageBroker, meanwhile: () => Promise<void>): Promise<void> {
    return this.#backendOf(broker).interrupt(meanwhile);
  }

  loseHistory(broker: MessageBroker): Promise<void> {
    return this.#replace(broker, '');
  }

  rewindHistory(broker: MessageBroker, topic: string, messages: number): Promise<void> {
    const lines = readFileSync(this.#backendOf(broker).path, 'utf8').split('\n');
    const ofTopic = lines.flatMap((line, index) => (parseEntry(line)?.message?.topic === topic ? [index] : []));
    const lost = new Set(ofTopic.slice(-messages));
    return this.#replace(broker, lines.filter((_, index) => !lost.has(index)).join('\n'));
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** Another journal stands in the place of the broker's own; resolves when the broker has seen it. */
  async #replace(broker: MessageBroker, journal: string): Promise<void> {
    const { path } = this.#backendOf(broker);
    writeFileSync(`${path}.new`, journal);
    renameSync(`${path}.new`, path);
    await broker.store.getMany(['any:key']);
  }

  #open(path: string, options: BrokerOptions = {}): MessageBroker {
    const { maxMessageBytes, idempotencyMs } = { ...BROKER_DEFAULTS, ...options };
    const backend = new CuttableBackend({ path, maxMessageBytes: maxMessageBytes ?? BROKER_DEFAULTS.maxMessageBytes, idempotencyMs: idempotencyMs ?? BROKER_DEFAULTS.idempotencyMs });
    const broker = new BackendBroker(backend, options);
    this.#backends.set(broker, backend);
    return broker;
  }

  #backendOf(broker: MessageBroker): CuttableBackend {
    const backend = this.#backends.get(broker);
    if (backend === undefined) throw new Error('This harness did not make the broker.');
    return backend;
  }
}
