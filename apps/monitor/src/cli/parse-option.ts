import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../terminal/format-duration.js';

/** A whole number from 1. @throws InvalidArgumentError */
export function parseCount(text: string): number {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw new InvalidArgumentError('Give a whole number from 1.');
}

/** A duration as milliseconds. @throws InvalidArgumentError */
export function parseDurationOption(text: string): number {
  const ms = parseDuration(text);
  if (ms !== undefined) return ms;
  throw new InvalidArgumentError('Give a duration such as 90s, 5m, 2h or 1d.');
}

/** A factor of speed, 0 or more. @throws InvalidArgumentError */
export function parseSpeed(text: string): number {
  if (/^\d{1,6}(\.\d{1,6})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give a factor such as 1, 10 or 0.5; 0: at once.');
}

/** A TCP port; 0 lets the system choose. @throws InvalidArgumentError */
export function parsePort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError('Give a port from 0 to 65535.');
}
