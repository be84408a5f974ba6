import type { z } from 'zod';
import { quickCheck } from './quick-check.js';

/** The wire form of a value that is right beyond doubt; `undefined`: only its schema can tell. */
export type QuickEncoder<Wire = object> = (value: object) => Wire | undefined;

/** The wire form of one field; `undefined` as with {@link QuickEncoder}. */
export type QuickField = (value: unknown) => unknown;

/**
 * An encoder for objects of these fields that makes up its mind at once. Its wire forms are fresh, without undefined fields.
 * @param encoders of the fields whose wire form is another than their value
 */
export function quickEncoder<Shape extends z.ZodRawShape>(
  shape: Shape,
  encoders: { readonly [Name in keyof Shape]?: QuickField } = {},
): QuickEncoder<z.input<z.ZodObject<Shape>>> {
  const fields = new Map(Object.entries(shape).map(([name, schema]) => [name, { encode: encoders[name] ?? unchanged(schema), isRequired: !schema._zod.optin }]));
  const required = [...fields.values()].filter(({ isRequired }) => isRequired).length;
  return (value) => {
    const given = value as Readonly<Record<string, unknown>>;
    const wire: Record<string, unknown> = {};
    let missing = required;
    for (const name of Object.keys(value)) {
      const content = given[name];
      if (content === undefined) continue;
      const field = fields.get(name);
      const encoded = field?.encode(content);
      if (encoded === undefined) return undefined;
      if (field?.isRequired === true) missing--;
      wire[name] = encoded;
    }
    if (missing > 0) return undefined;
    // Each field was encoded by what its own schema says.
    return wire as z.input<z.ZodObject<Shape>>;
  };
}

function unchanged(schema: z.core.$ZodType): QuickField {
  const isRight = quickCheck(schema);
  return (value) => (isRight(value) ? value : undefined);
}
