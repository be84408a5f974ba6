import { BrokerError } from '@runwire/broker-core';
import { CommanderError } from 'commander';
import { CheckpointError } from '../experiment/checkpoint-error.js';
import { PlanError } from '../experiment/plan-error.js';
import { PriceFileError } from '../market/price-file-error.js';
import { printable } from '../console/printable.js';
import { EXIT_CODES, type ExitCode } from './exit-code.js';
import { UsageError } from './usage-error.js';

export interface Explanation {
  /** One line; empty where everything has been said. */
  readonly message: string;
  readonly exitCode: ExitCode;
}

const USAGE_ERRORS = [UsageError, PlanError, PriceFileError, CheckpointError];
const CONFIGURATION_CODES: readonly string[] = ['CONFIG', 'BACKEND_NOT_INSTALLED'];

/** What a person is told about whatever ended the program: a sentence, never a stack. */
export function explainError(error: unknown): Explanation {
  if (error instanceof CommanderError) return { message: '', exitCode: error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage };
  const message = printable(error instanceof Error ? error.message : String(error));
  const isUsage = USAGE_ERRORS.some((kind) => error instanceof kind) || isConfiguration(error);
  return { message, exitCode: isUsage ? EXIT_CODES.usage : EXIT_CODES.failed };
}

function isConfiguration(error: unknown): boolean {
  return error instanceof BrokerError && CONFIGURATION_CODES.includes(error.code);
}
