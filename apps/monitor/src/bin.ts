#!/usr/bin/env node
import { runCli } from './cli/run-cli.js';

const stop = new AbortController();
const requests: NodeJS.Signals[] = [];

/** The first request ends in good order; the second does not wait. */
function endOn(signal: NodeJS.Signals, code: number): void {
  process.on(signal, () => {
    requests.push(signal);
    process.exitCode = code;
    if (requests.length > 1) process.exit(code);
    stop.abort();
  });
}

endOn('SIGINT', 130);
endOn('SIGTERM', 143);
endOn('SIGHUP', 129);

// `| head -1` has closed its end: nobody reads any more, so there is nothing left to do or to say.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.stderr.on('error', () => undefined);

const { argv, stdin, stdout, stderr, env: environment } = process;
const exitCode = await runCli(argv.slice(2), { stdin, stdout, stderr, environment, signal: stop.signal });
process.exitCode ??= exitCode;
