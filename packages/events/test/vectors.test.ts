/** Every golden vector of `vectors/`: what other languages test against must hold here. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  decodeEvent,
  decodeRecord,
  decodeStored,
  encodeEvent,
  encodeRecord,
  encodeStored,
  storedFields,
  type StoredField,
} from '../src/index.js';
import { jsonSchemas } from './json-schemas.js';

const VectorFileSchema = z.strictObject({
  about: z.string(),
  decodes: z.string(),
  vectors: z.array(
    z.strictObject({
      name: z.string(),
      wire: z.unknown().optional(),
      /** The wire form as text, instead of `wire`. */
      text: z.string().optional(),
      /** What it means. `{"$number": "NaN"}` stands for a number that JSON does not have. */
      value: z.unknown().optional(),
      /** What the value is written as again, where that is not the wire form it came from. */
      encoded: z.unknown().optional(),
      /** The code of the error, and what its message holds. */
      refused: z.strictObject({ code: z.string(), at: z.string() }).optional(),
      /** Where the JSON Schema says less, or more, than the decoder. */
      schemaAccepts: z.literal(true).optional(),
      schemaRefuses: z.literal(true).optional(),
    }),
  ),
});

const schemas = jsonSchemas();
const folder = new URL('../vectors/', import.meta.url);

describe.each(readdirSync(folder))('%s', (file) => {
  const content: unknown = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  const { decodes, vectors } = VectorFileSchema.parse(content);
  const { decode, encode } = codecOf(decodes);

  it.each(vectors)('$name', ({ wire: given, text, value, encoded, refused, schemaAccepts, schemaRefuses }) => {
    const wire: unknown = text === undefined ? given : JSON.parse(text);
    const accepts = schemaAccepts ?? (refused === undefined && schemaRefuses !== true);
    expect(acceptsByJsonSchema(decodes, wire)).toBe(accepts);
    if (refused === undefined) {
      const decoded = decode(wire);
      expect(canonical(decoded)).toBe(canonical(value));
      expect(canonical(encode(decoded))).toBe(canonical(encoded ?? wire));
    } else {
      expect(() => decode(wire)).toThrow(expect.objectContaining({ code: refused.code }));
      expect(() => decode(wire)).toThrow(refused.at);
    }
  });
});

interface Codec {
  readonly decode: (wire: unknown) => unknown;
  readonly encode: (value: never) => unknown;
}

function codecOf(decodes: string): { decode: (wire: unknown) => unknown; encode: (value: unknown) => unknown } {
  const { decode, encode } = codecs().get(decodes) ?? { decode: unknownCodec, encode: unknownCodec };
  return { decode, encode: (value) => encode(value as never) };
}

function codecs(): Map<string, Codec> {
  const fields = Object.keys(storedFields) as StoredField[];
  return new Map<string, Codec>([
    ['event', { decode: decodeEvent, encode: encodeEvent }],
    ['experiment-record', { decode: decodeRecord, encode: encodeRecord }],
    ...fields.map((field): [string, Codec] => [
      `stored.${field}`,
      { decode: (wire) => decodeStored(field, wire), encode: (value) => encodeStored(field, value) },
    ]),
  ]);
}

function unknownCodec(): never {
  throw new Error('A vector file decodes something unknown; correct its "decodes".');
}

function acceptsByJsonSchema(decodes: string, wire: unknown): boolean {
  const type = (wire as { type?: unknown } | null)?.type;
  const name = decodes === 'event' ? `event.${String(type)}` : decodes;
  const schema = schemas.get(`${name}.schema.json`);
  return schema !== undefined && z.fromJSONSchema(schema).safeParse(wire).success;
}

/** JSON with sorted keys, and with `{"$number": …}` for the numbers JSON does not have. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item === 'number' && !Number.isFinite(item)) return { $number: String(item) };
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}
