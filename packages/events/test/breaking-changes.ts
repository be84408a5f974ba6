import type { JsonSchema } from './json-schemas.js';

/**
 * What a change of a JSON Schema breaks; empty for an additive change. Additive is a new optional property, a new value
 * of an enumeration, a wider bound, and other words in an annotation. Everything else breaks somebody who reads or
 * writes by the schema `before`, or is not known to be harmless, and is named with its path.
 */
export function breakingChanges(before: JsonSchema, after: JsonSchema, path = '#'): string[] {
  const keywords = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...keywords].flatMap((keyword) => {
    const change = { before: before[keyword], after: after[keyword], path: `${path}/${keyword}` };
    return same(change.before, change.after) ? [] : (rules.get(keyword) ?? refuse)(change);
  });
}

interface Change {
  readonly before: unknown;
  readonly after: unknown;
  readonly path: string;
}

type Rule = (change: Change) => string[];

const allow: Rule = () => [];

const refuse: Rule = ({ before, after, path }) => [`${path} changed from ${print(before)} to ${print(after)}`];

const maximum: Rule = (change) => (change.after === undefined || isBelow(change.before, change.after) ? [] : refuse(change));

const minimum: Rule = (change) => (change.after === undefined || isBelow(change.after, change.before) ? [] : refuse(change));

const required: Rule = ({ before, after, path }) => [
  ...missing(after, before).map((name) => `${path}: ${name} is newly required, writers do not know it`),
  ...missing(before, after).map((name) => `${path}: ${name} is no longer required, readers rely on it`),
];

const enumeration: Rule = (change) => {
  if (!Array.isArray(change.before) || !Array.isArray(change.after)) return refuse(change);
  return missing(change.before, change.after).map((value) => `${change.path}: ${value} is gone`);
};

const properties: Rule = ({ before, after, path }) =>
  Object.entries(asSchema(before)).flatMap(([name, schema]) => {
    const now = asSchema(after)[name];
    return now === undefined ? [`${path}/${name} is gone`] : subschema({ before: schema, after: now, path: `${path}/${name}` });
  });

const subschema: Rule = (change) =>
  isSchema(change.before) && isSchema(change.after)
    ? breakingChanges(change.before, change.after, change.path)
    : refuse(change);

const alternatives: Rule = (change) => {
  const [before, after] = [change.before, change.after].map((list): unknown[] => (Array.isArray(list) ? list : []));
  if (before === undefined || after === undefined || before.length === 0) return refuse(change);
  const lost = before.filter((old) => !after.some((now) => subschema({ ...change, before: old, after: now }).length === 0));
  return lost.map((old) => `${change.path}: ${print(old)} is gone`);
};

const rules: ReadonlyMap<string, Rule> = new Map(
  Object.entries({
    title: allow,
    description: allow,
    required,
    properties,
    enum: enumeration,
    anyOf: alternatives,
    items: subschema,
    additionalProperties: subschema,
    propertyNames: subschema,
    minimum,
    minLength: minimum,
    minItems: minimum,
    maximum,
    maxLength: maximum,
    maxItems: maximum,
    maxProperties: maximum,
  }),
);

/** The members of one list that are not in another, printed. */
function missing(list: unknown, from: unknown): string[] {
  const present = new Set(Array.isArray(from) ? from.map(print) : []);
  return (Array.isArray(list) ? list.map(print) : []).filter((member) => !present.has(member));
}

function isBelow(low: unknown, high: unknown): boolean {
  return typeof low === 'number' && typeof high === 'number' && low < high;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asSchema(value: unknown): JsonSchema {
  return isSchema(value) ? value : {};
}

function same(one: unknown, other: unknown): boolean {
  return print(one) === print(other);
}

function print(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
