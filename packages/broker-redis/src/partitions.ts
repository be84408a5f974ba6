import { hashSlot, SLOTS } from './connection/hash-slot.js';

/** Partitions of a Cluster with sharded channels: part of the wire format. As many masters share the load evenly. */
const PARTITIONS = 64;

/** Consecutive slots that one partition stands for. */
const STRIPE = SLOTS / PARTITIONS;

/**
 * Gathers entities, so that a few channels serve all of them. The slots are cut into equal stripes, a partition for each; its
 * hash tag is the first of `#0`, `#1`, `#2` … whose slot lies in the stripe, so partitions spread as evenly as slots do.
 * No entity holds a `#`.
 */
export class Partitions {
  /** The hash tags, in the order of their slots. */
  readonly tags: readonly string[] = findTags();

  /** The hash tag of the partition in which an entity lies: that of the stripe to which its own name would go. */
  tagOf(entity: string): string {
    return this.tags[stripeOf(entity)] ?? '';
  }
}

const stripeOf = (tag: string): number => Math.floor(hashSlot(tag) / STRIPE);

function findTags(): readonly string[] {
  const tags = new Map<number, string>();
  for (let number = 0; tags.size < PARTITIONS; number++) {
    const tag = `#${String(number)}`;
    if (!tags.has(stripeOf(tag))) tags.set(stripeOf(tag), tag);
  }
  return Array.from({ length: PARTITIONS }, (_, stripe) => tags.get(stripe) ?? '');
}
