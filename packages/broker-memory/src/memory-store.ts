import { ConflictError, type StateWrite } from '@runwire/broker-core';
import { copyJson, equalJson, type StateOutcome } from '@runwire/broker-core/backend';
import { AddressIndex } from './address-index.js';
import { ExpiryWheel } from './expiry-wheel.js';

interface Field {
  readonly value: unknown;
  /** Monotonic milliseconds; `Infinity`: it stays. */
  readonly expiresAt: number;
}

/** A write whose values were checked and copied. */
export interface CheckedWrite {
  readonly key: string;
  readonly value: unknown;
  readonly ttlMs: number | undefined;
  readonly onlyIf: StateWrite['onlyIf'] | undefined;
}

/** The stored fields: frozen JSON values with their expiry. All methods are one step. */
export class MemoryStore {
  readonly #fields = new Map<string, Field>();
  readonly #index = new AddressIndex(':');
  readonly #wheel = new ExpiryWheel();
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get isExpiring(): boolean {
    return !this.#wheel.isEmpty;
  }

  get(key: string, now: number): unknown {
    const field = this.#fields.get(key);
    return field === undefined || field.expiresAt <= now ? undefined : field.value;
  }

  /** Copies and checks the values; nothing is written yet. @throws InvalidMessageError, MessageTooLargeError */
  check(write: StateWrite): CheckedWrite {
    const { key, value, ttlMs, onlyIf } = write;
    const copied = value === undefined ? undefined : copyJson(value, this.#maxBytes).value;
    return { key, value: copied, ttlMs, onlyIf: onlyIf === undefined || onlyIf === 'absent' ? onlyIf : { equals: this.#checkCondition(key, onlyIf.equals) } };
  }

  /** A private copy; of what stands there already, itself: then it is found equal at first sight. */
  #checkCondition(key: string, equals: unknown): unknown {
    const current = this.#fields.get(key)?.value;
    return current !== undefined && isCopyOf(current, equals) ? current : copyJson(equals, this.#maxBytes).value;
  }

  /** @throws ConflictError when one of the conditions does not hold */
  assertConditions(writes: readonly CheckedWrite[], now: number): void {
    for (const write of writes) {
      const current = this.get(write.key, now);
      if (!isMet(write, current)) throw new ConflictError(write.key, current);
    }
  }

  write(write: CheckedWrite, now: number): StateOutcome {
    const current = this.get(write.key, now);
    if (!isMet(write, current)) return { applied: false, current };
    const { key, value, ttlMs } = write;
    if (value === undefined) this.#delete(key);
    else this.#put(key, { value, expiresAt: ttlMs === undefined ? Infinity : now + ttlMs });
    return { applied: true, existed: current !== undefined };
  }

  keys(pattern: string, now: number): readonly string[] {
    return this.#index.list(pattern).filter((key) => this.get(key, now) !== undefined);
  }

  /** Frees what has expired. */
  expire(now: number): void {
    for (const key of this.#wheel.takeDue(now)) this.#delete(key);
  }

  #put(key: string, field: Field): void {
    if (!this.#fields.has(key)) this.#index.add(key);
    this.#fields.set(key, field);
    if (field.expiresAt === Infinity) this.#wheel.delete(key);
    else this.#wheel.add(key, field.expiresAt);
  }

  #delete(key: string): void {
    if (!this.#fields.delete(key)) return;
    this.#index.delete(key);
    this.#wheel.delete(key);
  }
}

/** Whether `value` is plain JSON, and equal to what was copied. `false`: only a copy of it can tell. */
function isCopyOf(copy: unknown, value: unknown): boolean {
  if (copy === value) return true;
  if (typeof copy !== 'object' || typeof value !== 'object' || copy === null || value === null) return false;
  const isList = Array.isArray(copy);
  if (Object.getPrototypeOf(value) !== (isList ? Array.prototype : Object.prototype) || 'toJSON' in value) return false;
  const [record, given] = [copy as Readonly<Record<string, unknown>>, value as Readonly<Record<string, unknown>>];
  const names = Object.keys(given);
  if (names.length !== Object.keys(record).length || (isList && copy.length !== (value as unknown[]).length)) return false;
  for (const name of names) if (!Object.hasOwn(record, name) || !isCopyOf(record[name], given[name])) return false;
  return true;
}

function isMet({ onlyIf }: CheckedWrite, current: unknown): boolean {
  if (onlyIf === undefined) return true;
  return onlyIf === 'absent' ? current === undefined : current !== undefined && equalJson(current, onlyIf.equals);
}
