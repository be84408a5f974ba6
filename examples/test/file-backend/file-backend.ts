import { BrokerError, ConflictError, ConnectionError, matches, type Receipt, type StateWrite } from '@runwire/broker-core';
import { createEpoch, createIdSource, encodeJson, type BackendHealth, type BackendPort, type HistoryPage, type LiveFrame, type LiveSink, type OutgoingMessage, type StateOutcome, type TopicHead } from '@runwire/broker-core/backend';
import { Journal } from './journal.js';
import { parseEntry, type JournalEntry, type WrittenField } from './journal-entry.js';
import { Replica, type Outcome } from './replica.js';

export interface FileBackendOptions {
  /** The journal; its folder exists. */
  readonly path: string;
  readonly maxMessageBytes: number;
  readonly idempotencyMs: number;
}

/** The longest that the file is given to show a probe, milliseconds. */
const PROBE_MS = 1_000;

/** An applied entry on its way to the subscribers. */
export interface Live {
  readonly token: string;
  readonly frame?: LiveFrame | undefined;
}

/** Everything in one file: to do something is to append a line, and what came of it stands in the order of the lines. */
export class FileBackend implements BackendPort {
  readonly name = 'file';
  readonly #options: FileBackendOptions;
  readonly #journal: Journal;
  readonly #nextToken = createIdSource();
  readonly #live: Live[] = [];
  /** To be told whether the probe came back. */
  readonly #probes = new Map<string, (cameBack: boolean) => void>();
  #replica = new Replica();
  #sink: LiveSink | undefined;
  #isPassing = false;
  /** The last comparison failed. */
  #isUnsure = false;
  #isClosed = false;

  constructor(options: FileBackendOptions) {
    this.#options = options;
    this.#journal = new Journal(options.path);
  }

  bind(sink: LiveSink): void {
    this.#sink = sink;
    sink.status({ kind: 'ready' });
  }

  append({ topic, id, idempotent, data, history, save }: OutgoingMessage): Promise<Receipt> {
    const idempotencyMs = idempotent ? this.#options.idempotencyMs : undefined;
    const message = { topic, id, data: this.#encode(data), epoch: createEpoch(), history, idempotencyMs };
    const outcome = this.#commit({ writes: save.map((write) => this.#fieldOf(write)), message });
    if (outcome.kind === 'refused') throw new ConflictError(outcome.key, outcome.current);
    return Promise.resolve(outcome.receipt ?? { id, topic, timestamp: Date.now(), duplicate: false });
  }

  /** Whoever follows the journal hears everything: there is nothing to do for one pattern. */
  attach(): Promise<void> {
    this.#catchUp();
    this.#follow();
    return Promise.resolve();
  }

  detach(): Promise<void> {
    return Promise.resolve();
  }

  heads(pattern: string): Promise<readonly TopicHead[]> {
    const { logs, now } = this.#catchUp();
    return Promise.resolve([...logs.values()].filter((log) => !log.isOver(now) && matches(pattern, log.topic)).map((log) => log.head(now)));
  }

  read(topic: string, from: number, limit: number): Promise<HistoryPage | undefined> {
    const replica = this.#catchUp();
    return Promise.resolve(replica.log(topic, replica.now)?.read(from, limit, replica.now));
  }

  readState(keys: readonly string[]): Promise<readonly unknown[]> {
    const replica = this.#catchUp();
    return Promise.resolve(keys.map((key) => replica.field(key, replica.now)));
  }

  writeState(write: StateWrite): Promise<StateOutcome> {
    const outcome = this.#commit({ writes: [this.#fieldOf(write)] });
    return Promise.resolve(outcome.kind === 'refused' ? { applied: false, current: outcome.current } : { applied: true, existed: outcome.existed });
  }

  async *keys(pattern: string): AsyncIterable<string> {
    const { fields, now } = await Promise.resolve(this.#catchUp());
    yield* [...fields].filter(([key, { expiresAt }]) => expiresAt > now && matches(pattern, key, ':')).map(([key]) => key).sort();
  }

  /** The probe is only written: that it is seen proves that changes of the file are. */
  async health(deadlineMs: number): Promise<BackendHealth> {
    this.#follow();
    const token = this.#write({ writes: [] });
    const cameBack = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(resolve, Math.min(deadlineMs, PROBE_MS), false);
      this.#probes.set(token, (itDid) => {
        clearTimeout(timer);
        resolve(itDid);
      });
    });
    this.#probes.delete(token);
    const commands = { status: 'healthy', detail: 'The journal can be written.' } as const;
    if (cameBack) return { commands, delivery: { status: 'healthy', detail: 'A probe came back through the journal.' } };
    return { commands, delivery: { status: 'unhealthy', detail: 'A probe did not come back; look whether somebody has moved the journal.' } };
  }

  close(): Promise<void> {
    this.#isClosed = true;
    this.#journal.close();
    for (const tell of this.#probes.values()) tell(false);
    return Promise.resolve();
  }

  /** Hands over one step of the live flow. */
  protected pass({ token, frame }: Live): void {
    if (frame !== undefined) this.#sink?.deliver(frame);
    this.#probes.get(token)?.(true);
  }

  /** Compares what subscribers have seen with the journal. */
  protected resync(): void {
    this.#isUnsure = false;
    this.#sink?.resync().catch((error: unknown) => {
      this.#isUnsure = true;
      this.#tell(error);
    });
  }

  #follow(): void {
    this.#journal.follow(() => {
      try {
        this.#catchUp();
        this.#sink?.forget(this.#replica.expire());
        if (this.#isUnsure) this.resync();
        else this.#tell();
      } catch (error) {
        this.#tell(error);
      }
    });
  }

  /** Nobody called: the status is where a failure is told, and that it is over. */
  #tell(error?: unknown): void {
    if (!this.#isClosed) this.#sink?.status(error instanceof BrokerError ? { kind: 'degraded', error } : { kind: 'ready' });
  }

  #write(step: Omit<JournalEntry, 'token' | 'at'>): string {
    const token = this.#nextToken();
    this.#journal.append(JSON.stringify({ token, at: Date.now(), ...step } satisfies JournalEntry));
    return token;
  }

  /** Writes an atomic step, and reads what became of it. */
  #commit(step: Omit<JournalEntry, 'token' | 'at'>): Outcome {
    const token = this.#write(step);
    let outcome: Outcome | undefined;
    this.#catchUp((entry, its) => { if (entry.token === token) outcome = its; });
    if (outcome === undefined) throw new ConnectionError(`The journal ${this.#journal.path} was replaced; try again.`);
    return outcome;
  }

  /** Applies all lines there are, then hands on what is live: whoever reads on from a live message finds it. */
  #catchUp(onOutcome?: (entry: JournalEntry, outcome: Outcome) => void): Replica {
    if (this.#isClosed) return this.#replica;
    const { lines, isNew } = this.#journal.read();
    if (isNew) this.#replica = new Replica();
    for (const line of lines) {
      const entry = parseEntry(line);
      const outcome = entry === undefined ? undefined : this.#replica.apply(entry);
      if (entry === undefined || outcome === undefined) this.#sink?.invalid({ reason: 'A line of the journal is no entry.', excerpt: line.slice(0, 200) });
      else {
        onOutcome?.(entry, outcome);
        this.#live.push({ token: entry.token, frame: outcome.kind === 'applied' ? outcome.frame : undefined });
      }
    }
    this.#passAll();
    if (isNew) this.resync();
    return this.#replica;
  }

  /** In order, though handing over may lead back here. */
  #passAll(): void {
    if (this.#isPassing) return;
    this.#isPassing = true;
    for (let next = this.#live.shift(); next !== undefined; next = this.#live.shift()) this.pass(next);
    this.#isPassing = false;
  }

  #encode(value: unknown): string {
    return encodeJson(value, this.#options.maxMessageBytes);
  }

  #fieldOf({ key, value, ttlMs, onlyIf }: StateWrite): WrittenField {
    const condition = onlyIf === undefined || onlyIf === 'absent' ? onlyIf : { equals: this.#encode(onlyIf.equals) };
    return { key, value: value === undefined ? undefined : this.#encode(value), ttlMs, onlyIf: condition };
  }
}
