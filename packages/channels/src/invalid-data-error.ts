import type { z } from 'zod';

const MAX_PROBLEMS = 5;

/** Data is not what the schema of its address says. The message names each wrong field. */
export class InvalidDataError extends Error {
  readonly code = 'INVALID_DATA';
  /** Topic or key. */
  readonly address: string;

  constructor(address: string, error: z.core.$ZodError) {
    const problems = error.issues.slice(0, MAX_PROBLEMS).map(({ path, message }) => `${path.map(String).join('.') || 'the whole'}: ${message}`);
    const more = error.issues.length > MAX_PROBLEMS ? `; and ${String(error.issues.length - MAX_PROBLEMS)} more` : '';
    super(`The data of "${address}" does not fit its schema: ${problems.join('; ')}${more}.`, { cause: error });
    this.name = 'InvalidDataError';
    this.address = address;
  }
}
