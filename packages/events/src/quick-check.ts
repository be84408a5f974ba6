import type { z } from 'zod';

/** Tells that a value is right and is its own wire form. `false`: only its schema can tell. */
export type QuickCheck = (value: unknown) => boolean;

const never: QuickCheck = () => false;

/**
 * What a schema says of strings and numbers, as a plain function. A pass of zod is quick only where it runs all the time; in a
 * trainer, which publishes now and then, it costs more than all the rest. What this does not know, it leaves to the schema.
 */
export function quickCheck(schema: z.core.$ZodType): QuickCheck {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'string':
      return all((value) => typeof value === 'string', 'format' in def || def.coerce === true ? [never] : ownChecks(def));
    case 'number':
      return all(kindOfNumber(def), ownChecks(def));
    case 'literal':
      return oneOf(def.values);
    case 'enum':
      return oneOf(Object.values(def.entries));
    case 'optional':
      return optional(quickCheck(def.innerType));
    default:
      return never;
  }
}

function kindOfNumber(def: z.core.$ZodNumberDef & { readonly format?: string }): QuickCheck {
  if (def.coerce === true) return never;
  if (def.format === undefined) return Number.isFinite;
  return def.format === 'safeint' ? Number.isSafeInteger : never;
}

function oneOf(values: readonly unknown[]): QuickCheck {
  return (value) => values.includes(value);
}

function optional(check: QuickCheck): QuickCheck {
  return (value) => value === undefined || check(value);
}

function all(kind: QuickCheck, checks: readonly QuickCheck[]): QuickCheck {
  return (value) => {
    if (!kind(value)) return false;
    for (let index = 0; index < checks.length; index++) if (checks[index]?.(value) !== true) return false;
    return true;
  };
}

function ownChecks({ checks = [] }: z.core.$ZodTypeDef): readonly QuickCheck[] {
  return checks.map((check) => ownCheck((check as z.core.$ZodChecks)._zod.def));
}

function ownCheck(def: z.core.$ZodChecks['_zod']['def']): QuickCheck {
  switch (def.check) {
    case 'greater_than':
      return (value) => (value as number) > Number(def.value) || (def.inclusive && value === def.value);
    case 'less_than':
      return (value) => (value as number) < Number(def.value) || (def.inclusive && value === def.value);
    case 'max_length':
      return (value) => (value as string).length <= def.maximum;
    case 'string_format':
      return def.format === 'regex' && def.pattern?.flags === '' ? matches(def.pattern) : never;
    default:
      return never;
  }
}

function matches(pattern: RegExp): QuickCheck {
  return (value) => pattern.test(value as string);
}
