import { closeSync, fstatSync, openSync, readSync, statSync, watch, writeSync, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';
import { ConnectionError } from '@runwire/broker-core';

const CHUNK_BYTES = 64 * 1024;
/** Milliseconds between looks at the file: not every file system tells of changes. */
const POLL_MS = 250;
const NEWLINE = 10;

/** Lines that many processes append to one file, and that each reads in the same order. Nothing is opened before it is used. */
export class Journal {
  readonly path: string;
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #reader: number | undefined;
  /** The beginning of a line whose end is not written yet. */
  #rest: Buffer[] = [];
  #watcher: FSWatcher | undefined;
  #poll: ReturnType<typeof setInterval> | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * One write at the end of the file, which the operating system does not mix with others. The leading line end closes
   * what a crash left half written.
   * @throws ConnectionError
   */
  append(line: string): void {
    const bytes = Buffer.from(`\n${line}\n`);
    this.#reach(() => {
      const file = openSync(this.path, 'a');
      try {
        if (writeSync(file, bytes) < bytes.length) throw new Error('The disk is full.');
      } finally {
        closeSync(file);
      }
    });
  }

  /** The lines nobody has read here yet. `isNew`: they are the first of another file that stands at the path now.
   * @throws ConnectionError */
  read(): { readonly lines: readonly string[]; readonly isNew: boolean } {
    return this.#reach(() => {
      const isNew = this.#reader !== undefined && fstatSync(this.#reader).ino !== statSync(this.path, { throwIfNoEntry: false })?.ino;
      if (isNew) this.#closeReader();
      this.#reader ??= openSync(this.path, 'a+');
      const lines: string[] = [];
      for (let bytes = this.#next(this.#reader); bytes.length > 0; bytes = this.#next(this.#reader)) this.#split(bytes, lines);
      return { lines, isNew };
    });
  }

  /** Calls `onChange` when somebody has appended, and now and then. */
  follow(onChange: () => void): void {
    if (this.#poll !== undefined) return;
    this.#poll = setInterval(onChange, POLL_MS).unref();
    this.#watcher = watch(dirname(this.path), { persistent: false }, (_, name) => {
      if (name === basename(this.path)) onChange();
    }).on('error', () => this.#watcher?.close()); // The poll goes on.
  }

  close(): void {
    clearInterval(this.#poll);
    this.#watcher?.close();
    this.#closeReader();
  }

  #reach<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw new ConnectionError(`The journal ${this.path} cannot be used; check its folder, its rights and the disk.`, { cause: error });
    }
  }

  #next(reader: number): Buffer {
    return this.#chunk.subarray(0, readSync(reader, this.#chunk));
  }

  #split(bytes: Buffer, lines: string[]): void {
    let from = 0;
    for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
      const line = Buffer.concat([...this.#rest, bytes.subarray(from, end)]).toString();
      this.#rest = [];
      if (line !== '') lines.push(line);
      from = end + 1;
    }
    if (from < bytes.length) this.#rest.push(Buffer.from(bytes.subarray(from)));
  }

  #closeReader(): void {
    if (this.#reader !== undefined) closeSync(this.#reader);
    this.#reader = undefined;
    this.#rest = [];
  }
}
