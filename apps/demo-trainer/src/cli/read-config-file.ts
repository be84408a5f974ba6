import { readFileSync } from 'node:fs';
import { PlanError } from '../experiment/plan-error.js';
import { isRecord } from '../plain-data/structures.js';
import { checkSettings, type TrainingSettings } from '../run/training-settings.js';
import { UsageError } from './usage-error.js';

/** The settings of a JSON file. Throws {@link UsageError}, with the file and what is wrong with it, for any other. */
export function readConfigFile(file: string): TrainingSettings {
  const settings = parse(file, read(file));
  if (!isRecord(settings)) throw new UsageError(`${file}: it is no JSON object; write settings such as {"experiments": 4, "steps": 20000}.`);
  try {
    return checkSettings(settings);
  } catch (error) {
    throw error instanceof PlanError ? new UsageError(`${file}: ${error.message}`, { cause: error }) : error;
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${file}: it cannot be read (${reason}); check the path and its permissions.`, { cause });
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UsageError(`${file}${lineOf(reason, text)}: it is no JSON (${reason}); correct it.`, { cause });
  }
}

/** V8 tells the position only. */
function lineOf(reason: string, text: string): string {
  const position = /at position (\d+)/.exec(reason)?.[1];
  return `, line ${text.slice(0, position === undefined ? text.length : Number(position)).split('\n').length}`;
}
