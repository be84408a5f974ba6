import type { Commands } from './connection/commands.js';

/** Topics one script looks at, so that none blocks the server for long. */
const MAX_GROUP = 200;

/** Splits what belongs to topics into groups that one script may look at. `keyOf`: a key of the topic. */
export function groupByReach<T>(commands: Commands, items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
  return commands.group(items, keyOf).flatMap((group) =>
    Array.from({ length: Math.ceil(group.length / MAX_GROUP) }, (_, index) => group.slice(index * MAX_GROUP, (index + 1) * MAX_GROUP)),
  );
}
