import { setTimeout as delay } from 'node:timers/promises';
import { ConflictError, type HistoryPolicy, type MessageBroker, type Receipt } from '@runwire/broker-core';
import { eventIdOf, isBlank } from './stamp.js';

/** Tries of one change before it gives up; another writer wins each lost one, so the system moves. */
const MAX_TRIES = 100;
/** The longest wait between tries, milliseconds. */
const MAX_BACKOFF_MS = 64;

/** A change of a stored field, and the event that announces it. */
export interface FieldChange {
  /** Id of the event, and idempotency key of its message. */
  readonly id: string;
  /** The event and the new value, from the value that stands there. Called again when another writer was first; free of side effects. */
  readonly apply: (current: unknown) => { readonly event: unknown; readonly value: unknown };
  /** Asked where nothing stands yet: rejects if nothing may be written there. Absent: it may. */
  readonly assertExists?: (() => Promise<void>) | undefined;
}

/** Where a field lives. */
export interface FieldPlace {
  readonly topic: string;
  readonly key: string;
  readonly history: HistoryPolicy;
}

/**
 * Publishes the changes of one stored field by compare-and-swap, each on top of the one before it, so that no writer
 * loses an update and the order of the values is the order of the messages. Changes are sent without waiting for the
 * earlier ones; only when another writer came in between does each wait its turn.
 */
export class FieldWriter {
  readonly #broker: MessageBroker;
  readonly #place: FieldPlace;
  /** What the field holds when all that is under way succeeds; a guess, corrected by conflicts. */
  #expected: unknown = undefined;
  /** The change before the next. */
  #tail: Promise<unknown> = Promise.resolve();
  #underWay = 0;
  /** The first look at what stands there; later changes wait for it, so that the order stays. */
  #looking: Promise<void> | undefined;
  #waiting = 0;

  constructor(broker: MessageBroker, place: FieldPlace) {
    this.#broker = broker;
    this.#place = place;
  }

  get isIdle(): boolean {
    return this.#underWay === 0;
  }

  /** Resolves when the broker has taken event and value. Rejects with what `apply` throws on the true value. */
  publish(change: FieldChange): Promise<Receipt> {
    this.#underWay++;
    if (change.assertExists !== undefined && isNothing(this.#expected)) this.#looking ??= this.#look(change.assertExists);
    const done = this.#looking === undefined ? this.#publish(change, this.#tail) : this.#publishAfter(this.#looking, change, this.#tail);
    this.#tail = done;
    return done;
  }

  async #publish(change: FieldChange, before: Promise<unknown>): Promise<Receipt> {
    try {
      return await this.#try(change, this.#expected);
    } catch (error) {
      return await this.#retry(change, before, error);
    } finally {
      this.#underWay--;
    }
  }

  async #publishAfter(look: Promise<void>, change: FieldChange, before: Promise<unknown>): Promise<Receipt> {
    this.#waiting++;
    try {
      await look;
    } catch (error) {
      if (change.assertExists !== undefined) {
        this.#underWay--;
        throw error;
      }
    } finally {
      // Not before the last of them: who publishes meanwhile must not overtake.
      if (--this.#waiting === 0) this.#looking = undefined;
    }
    return this.#publish(change, before);
  }

  /** @throws what `assertExists` rejects with when nothing stands there */
  async #look(assertExists: () => Promise<void>): Promise<void> {
    const current = await this.#broker.store.get(this.#place.key);
    if (isNothing(current)) await assertExists();
    this.#expected = current;
  }

  /** @throws RefusedOn, or rejects with what the broker throws */
  #try(change: FieldChange, current: unknown): Promise<Receipt> {
    const { topic, key, history } = this.#place;
    let next;
    try {
      next = change.apply(current);
    } catch (error) {
      throw new RefusedOn(error);
    }
    this.#expected = next.value;
    const onlyIf = current === undefined ? ('absent' as const) : { equals: current };
    return this.#broker.publish(topic, next.event, { id: change.id, history, save: [{ key, value: next.value, onlyIf }] });
  }

  /** After a first try on a guess: waits for the changes before this one, then works on what truly stands there. */
  async #retry(change: FieldChange, before: Promise<unknown>, error: unknown): Promise<Receipt> {
    if (!(error instanceof RefusedOn)) this.#assertConflict(error);
    await before.catch(() => undefined); // Whoever published it hears of it.
    let current: unknown = error instanceof ConflictError ? error.current : await this.#broker.store.get(this.#place.key);
    for (let tries = 1; tries <= MAX_TRIES; tries++) {
      if (eventIdOf(current) === change.id) return this.#alreadyTaken(change);
      if (isNothing(current)) await change.assertExists?.();
      try {
        return await this.#try(change, current);
      } catch (refusal) {
        if (refusal instanceof RefusedOn) throw refusal.reason;
        current = this.#assertConflict(refusal).current;
      }
      await delay(Math.random() * Math.min(MAX_BACKOFF_MS, 2 ** tries));
    }
    const { key } = this.#place;
    throw new ConflictError(key, current, `"${key}" changed under each of ${String(MAX_TRIES)} tries to write it; write it less often, or from fewer places.`);
  }

  #assertConflict(error: unknown): ConflictError {
    if (error instanceof ConflictError && error.key === this.#place.key) return error;
    throw error;
  }

  /** An earlier try was taken, though its answer was lost. */
  #alreadyTaken({ id }: FieldChange): Receipt {
    return { id, topic: this.#place.topic, timestamp: Date.now(), duplicate: true };
  }
}

/** Nothing was stored, or what was stored is deleted. */
const isNothing = (value: unknown): boolean => value === undefined || isBlank(value);

/** `apply` refused a value that may only have been a guess. */
class RefusedOn extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super('The change does not apply to the value.');
    this.reason = reason;
  }
}
