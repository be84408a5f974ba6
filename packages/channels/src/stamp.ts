/**
 * What orders the events of a topic, whoever wrote them: the stored field carries the sequence number and the id of the
 * event that changed it last, and each event carries its own. Every change adds one, by compare-and-swap.
 */

/** The sequence number of an event or a stored value; `undefined` where its writer keeps none. */
export function sequenceOf(data: unknown): number | undefined {
  const sequence = property(data, 'sequence');
  return typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence > 0 ? sequence : undefined;
}

/** The id of the event that changed a stored value last. */
export function eventIdOf(value: unknown): string | undefined {
  const id = property(value, 'eventId');
  return typeof id === 'string' ? id : undefined;
}

/** A stored value that stands for nothing, and only keeps the sequence going: its experiment was deleted. */
export function blank(sequence: number): { readonly blank: true; readonly sequence: number } {
  return { blank: true, sequence };
}

export function isBlank(value: unknown): boolean {
  return property(value, 'blank') === true;
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const found: unknown = Reflect.get(value, name);
  return found;
}
