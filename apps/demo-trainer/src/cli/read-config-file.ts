import { readFileSync } from 'node:fs';
import { UsageError } from './usage-error.js';

/** The settings of a JSON file, unchecked. Throws {@link UsageError} for a file that is missing or no JSON object. */
export function readConfigFile(file: string): object {
  const settings = parse(file, read(file));
  if (typeof settings === 'object' && settings !== null && !Array.isArray(settings)) return settings;
  throw new UsageError(`${file}: it is no JSON object; write settings such as {"experiments": 4, "steps": 20000}.`);
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
    throw new UsageError(`${file}: it is no JSON (${reason}); correct it.`, { cause });
  }
}
