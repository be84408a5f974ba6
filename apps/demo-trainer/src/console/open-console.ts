import { BarConsole } from './bar-console.js';
import { JsonConsole } from './json-console.js';
import { LineConsole } from './line-console.js';
import type { ConsoleOutput, TrainingConsole } from './training-console.js';

/** Bars on a terminal that can draw them, else plain lines; JSON where it is asked for. */
export function openConsole(output: ConsoleOutput, { json, terminal }: { json: boolean; terminal: string | undefined }): TrainingConsole {
  if (json) return new JsonConsole(output);
  return output.isTTY === true && terminal !== 'dumb' ? new BarConsole(output) : new LineConsole(output);
}
