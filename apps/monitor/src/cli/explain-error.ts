import { BrokerError } from '@runwire/broker-core';
import { ExperimentNotFoundError } from '@runwire/channels';
import { CommanderError } from 'commander';
import { escapeText } from '../terminal/escape-text.js';
import { CliError } from './cli-error.js';
import { EXIT_CODES, type ExitCode } from './exit-code.js';

export interface Explanation {
  /** One line without control characters; empty where everything is said already. */
  readonly message: string;
  readonly exitCode: ExitCode;
}

const NO_BROKER = new Set(['CONFIG', 'BACKEND_NOT_INSTALLED', 'CONNECTION', 'TIMEOUT', 'BACKEND']);

/** What a person is told about whatever ended a command: a sentence, never a stack. */
export function explainError(error: unknown): Explanation {
  if (error instanceof CommanderError) return { message: '', exitCode: error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage };
  const message = escapeText(error instanceof Error ? error.message : String(error));
  if (error instanceof CliError) return { message, exitCode: error.exitCode };
  if (error instanceof ExperimentNotFoundError) return { message, exitCode: EXIT_CODES.unknown };
  if (error instanceof BrokerError) return { message, exitCode: NO_BROKER.has(error.code) ? EXIT_CODES.noBroker : EXIT_CODES.failed };
  return { message: `Something unforeseen happened: ${message}`, exitCode: EXIT_CODES.failed };
}
