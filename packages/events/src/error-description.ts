import { z } from 'zod';
import { isObject } from './json-object.js';

/** The most causes under one error; deeper ones are dropped. */
export const MAX_CAUSES = 8;

/** The longest name or code of an error, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 256;

/** The longest message of an error, in UTF-16 code units. */
export const MAX_ERROR_MESSAGE_LENGTH = 65_536;

/** The longest stack, in UTF-16 code units. */
export const MAX_STACK_LENGTH = 65_536;

/** An error in words, as JSON can carry it. */
export interface ErrorDescription {
  readonly [field: string]: unknown;
  /** The class of the error, such as `TypeError`. */
  readonly name: string;
  readonly message: string;
  /** As the run time prints it; its form differs between languages. */
  readonly stack?: string | undefined;
  /** The stable code of the error, such as `ECONNREFUSED`, where it has one. */
  readonly code?: string | undefined;
  /** The error underneath, at most {@link MAX_CAUSES} deep. */
  readonly cause?: ErrorDescription | undefined;
}

const levelFields = {
  name: z.string().max(MAX_NAME_LENGTH),
  message: z.string().max(MAX_ERROR_MESSAGE_LENGTH),
  stack: z.string().max(MAX_STACK_LENGTH).optional(),
  code: z.string().max(MAX_NAME_LENGTH).optional(),
};
const LevelSchema = z.looseObject(levelFields);

/** Causes are read level by level, in a loop: a hostile nesting cannot exhaust the stack. */
const CauseSchema = z
  .custom<ErrorDescription>(isObject, 'expected an error with name and message')
  .superRefine((cause, context) => {
    for (const [depth, level] of chain(cause).entries()) {
      const path = Array.from({ length: depth }, () => 'cause');
      const issues = LevelSchema.safeParse(level, { reportInput: true }).error?.issues ?? [];
      for (const { message, path: below, input } of issues) {
        context.addIssue({ code: 'custom', message, path: [...path, ...below], input, continue: false });
      }
    }
  })
  .overwrite((cause) => cut(cause, MAX_CAUSES - 1))
  .meta({
    type: 'object',
    description: `An error of the same shape as the one that holds it, at most ${String(MAX_CAUSES)} deep.`,
    properties: {
      name: { type: 'string', maxLength: MAX_NAME_LENGTH },
      message: { type: 'string', maxLength: MAX_ERROR_MESSAGE_LENGTH },
      stack: { type: 'string', maxLength: MAX_STACK_LENGTH },
      code: { type: 'string', maxLength: MAX_NAME_LENGTH },
    },
    required: ['name', 'message'],
  });

/** The fields of an error: those of {@link ErrorDescription}. */
export const errorDescriptionFields = { ...levelFields, cause: CauseSchema.optional() };

/** The causes from the outermost on, as far as they are kept. Nothing is known of them yet. */
function chain(cause: unknown): unknown[] {
  const levels: unknown[] = [];
  for (let level = cause; level !== undefined && levels.length < MAX_CAUSES; ) {
    levels.push(level);
    level = isObject(level) ? level['cause'] : undefined;
  }
  return levels;
}

/** The error without the causes that are deeper than `depth`. */
function cut(error: ErrorDescription, depth: number): ErrorDescription {
  const { cause, ...level } = error;
  return cause === undefined || depth === 0 ? level : { ...level, cause: cut(cause, depth - 1) };
}
