/** The JSON Schemas of the wire forms, generated from the zod schemas: the files of `schemas/`, by name. */
import { z } from 'zod';
import { eventSchemas, ExperimentRecordSchema, storedFields } from '../src/index.js';

/** A JSON Schema, or a part of one. */
export interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The file name and the schema of every wire form. */
export function jsonSchemas(): ReadonlyMap<string, JsonSchema> {
  const named: [string, string, z.ZodType][] = [
    ...Object.entries(eventSchemas).map(entryOf('event', 'Event')),
    ...Object.entries(storedFields).map(entryOf('stored', 'Stored field')),
    ['experiment-record', 'Record of an experiment, as JSON carries it', ExperimentRecordSchema],
  ];
  return new Map(named.map(([name, title, schema]) => [`${name}.schema.json`, toJsonSchema(name, title, schema)]));
}

function entryOf(kind: string, title: string) {
  return ([name, schema]: [string, z.ZodType]): [string, string, z.ZodType] => [
    `${kind}.${name}`,
    `${title} "${name}", as JSON carries it`,
    schema,
  ];
}

function toJsonSchema(name: string, title: string, schema: z.ZodType): JsonSchema {
  const generated = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { $schema: generated.$schema, $id: `urn:runwire:events:${name}`, title, ...generated };
}
