import { describe, expect, it } from '@jest/globals';
import { breakingChanges } from './breaking-changes.js';
import { jsonSchemas, type JsonSchema } from './json-schemas.js';

const before: JsonSchema = {
  type: 'object',
  properties: {
    step: { type: 'integer', minimum: 1, maximum: 9 },
    name: { type: 'string', minLength: 1, maxLength: 9, pattern: '^a' },
    level: { type: 'string', enum: ['info', 'warn'] },
    tags: { type: 'array', items: { type: 'string' }, maxItems: 3 },
    value: { anyOf: [{ type: 'number' }, { type: 'string', enum: ['NaN'] }] },
    free: { type: 'object' },
  },
  required: ['step', 'name'],
  additionalProperties: {},
};

describe('a change of a schema', () => {
  it.each<[string, JsonSchema]>([
    ['nothing at all', {}],
    ['a new optional property', property('added', { type: 'string' })],
    ['a new value of an enumeration', property('level', { type: 'string', enum: ['info', 'warn', 'trace'] })],
    ['a wider number', property('step', { type: 'integer', minimum: 0, maximum: 10 })],
    ['a bound that is gone', property('tags', { type: 'array', items: { type: 'string' } })],
    ['a new alternative', property('value', { anyOf: [{ type: 'string', enum: ['NaN', 'x'] }, { type: 'number' }] })],
    ['another order of the required', { required: ['name', 'step'] }],
    ['a description', property('free', { type: 'object', description: 'anything' })],
  ])('is additive: %s', (_name, change) => {
    expect(breakingChanges(before, { ...before, ...change })).toEqual([]);
  });

  it.each<[string, JsonSchema, string]>([
    ['a removed property', { properties: { ...(before['properties'] as object), level: undefined } }, '#/properties/level'],
    ['a newly required property', { required: ['step', 'name', 'level'] }, '"level" is newly required'],
    ['a property that is no longer required', { required: ['step'] }, '"name" is no longer required'],
    ['another type', property('step', { type: 'number', minimum: 1, maximum: 9 }), '#/properties/step/type'],
    ['a lost value', property('level', { type: 'string', enum: ['info'] }), '"warn" is gone'],
    ['an enumeration where there was none', property('free', { type: 'object', enum: [{}] }), '/free/enum'],
    ['a higher minimum', property('step', { type: 'integer', minimum: 2, maximum: 9 }), '/step/minimum'],
    ['a lower maximum', property('step', { type: 'integer', minimum: 1, maximum: 8 }), '/step/maximum'],
    ['a new bound', property('free', { type: 'object', maxProperties: 4 }), '/free/maxProperties'],
    ['another pattern', property('name', { type: 'string', minLength: 1, maxLength: 9, pattern: '^b' }), '/pattern'],
    ['another item', property('tags', { type: 'array', items: { type: 'number' }, maxItems: 3 }), '/items/type'],
    ['a lost alternative', property('value', { anyOf: [{ type: 'number' }] }), '/value/anyOf'],
    ['a closed object', { additionalProperties: false }, '#/additionalProperties'],
    ['a keyword nobody has thought of', property('free', { type: 'object', not: {} }), '/free/not'],
  ])('breaks: %s', (_name, change, problem) => {
    const after: unknown = JSON.parse(JSON.stringify({ ...before, ...change }));
    expect(breakingChanges(before, after as JsonSchema).join()).toContain(problem);
  });

  it.each([...jsonSchemas()])('breaks when any property of the real schemas goes: %s', (_name, schema) => {
    const mutants = withoutOneProperty(schema);
    expect(mutants.length).toBeGreaterThan(0);
    for (const mutant of mutants) expect(breakingChanges(schema, mutant)).not.toEqual([]);
  });
});

function property(name: string, schema: JsonSchema): JsonSchema {
  return { properties: { ...(before['properties'] as object), [name]: schema } };
}

/** The schema without one of its properties, for each of them at every depth. */
function withoutOneProperty(schema: JsonSchema): JsonSchema[] {
  const properties = (schema['properties'] ?? {}) as Record<string, JsonSchema>;
  return Object.entries(properties).flatMap(([name, below]) => {
    const others = Object.fromEntries(Object.entries(properties).filter(([other]) => other !== name));
    const deeper = withoutOneProperty(below).map((mutant) => ({ ...properties, [name]: mutant }));
    return [others, ...deeper].map((changed) => ({ ...schema, properties: changed }));
  });
}
