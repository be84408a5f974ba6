/** Every combination of the values, the last name varying fastest; one empty combination when there are no names. */
export function combinations<Name extends string>(
  values: Readonly<Partial<Record<Name, readonly number[]>>>,
): readonly Readonly<Partial<Record<Name, number>>>[] {
  const names = Object.keys(values) as Name[];
  return names.reduce<readonly Partial<Record<Name, number>>[]>(
    (combined, name) => combined.flatMap((settings) => (values[name] ?? []).map((value) => ({ ...settings, [name]: value }))),
    [{}],
  );
}
