/** A copying and freezing walk that checks nothing: no cycles, no depth, no size, no `toJSON`, no `__proto__`. */
export function isolate(value) {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Object.freeze(value.map(isolate));
  const copy = {};
  for (const key of Object.keys(value)) copy[key] = isolate(value[key]);
  return Object.freeze(copy);
}
