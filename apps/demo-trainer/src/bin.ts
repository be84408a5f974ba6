#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { EXIT_CODES } from './cli/exit-code.js';
import { runCli } from './cli/run-cli.js';

// Takes a quarter off the memory and nothing measurable off the speed: the work is arithmetic on typed arrays.
setFlagsFromString('--optimize-for-size');

/** Whoever asked the program to end does not wait longer, whatever it is still waiting for. */
const END_WITHIN_MS = 1_900;

const stop = new AbortController();

/** The first request ends in good order; the second does not wait. */
function end(signal: NodeJS.Signals): void {
  if (stop.signal.aborted) process.exit(EXIT_CODES.interrupted);
  stop.abort(signal);
  setTimeout(endAtOnce, END_WITHIN_MS).unref();
}

function endAtOnce(): void {
  process.stderr.write('runwire-trainer: It could not end in good order within two seconds; what the broker has not taken by now is not published.\n');
  process.exit(EXIT_CODES.interrupted);
}

process.on('SIGINT', end);
process.on('SIGTERM', end);

// `| head -1` has closed its end: nobody reads any more, but the training goes on being published.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') end('SIGTERM');
});

const { argv, stdout, stderr, env: environment } = process;
process.exitCode = await runCli(argv.slice(2), { stdout, stderr, environment, signal: stop.signal });
