/** `Omit` that keeps the known fields of a type that also allows unknown ones. */
export type Without<T, Name extends PropertyKey> = { [Key in keyof T as Key extends Name ? never : Key]: T[Key] };

/** A copy of an object without some of its fields. */
export function without<T extends object, const Name extends string>(object: T, names: readonly Name[]): Without<T, Name> {
  const left = Object.entries(object).filter(([name]) => !(names as readonly string[]).includes(name));
  // What is left is just that; TypeScript cannot tell for a generic type with unknown fields.
  return Object.fromEntries(left) as Without<T, Name>;
}
