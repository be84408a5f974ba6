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
  const fields = new Map(Object.entries(shape).map(([name, schema]) => [name, encoders[name] ?? unchanged(schema)]));
  const required = Object.entries(shape).filter(([, schema]) => !schema._zod.optin).map(([name]) => name);
  return (value) => {
    const wire: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      const given: unknown = Reflect.get(value, name);
      if (given === undefined) continue;
      const encoded = fields.get(name)?.(given);
      if (encoded === undefined) return undefined;
      wire[name] = encoded;
    }
    if (!required.every((name) => Object.hasOwn(wire, name))) return undefined;
    // Each field was encoded by what its own schema says.
    return wire as z.input<z.ZodObject<Shape>>;
  };
}

function unchanged(schema: z.core.$ZodType): QuickField {
  const isRight = quickCheck(schema);
  return (value) => (isRight(value) ? value : undefined);
}
