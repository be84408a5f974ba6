import type { Command } from 'commander';
import { EXIT_CODES } from '../cli/exit-code.js';
import { parseCount, parsePort } from '../cli/parse-option.js';
import type { CommandHost } from '../cli/command-host.js';
import type { DemoOptions } from './run-demo.js';

/** A demo is over within a minute or two on any machine, and by then its agents have learned something. */
const DEMO_STEPS = 50_000;

/** `demo`: broker, trainers, live view and dashboard in one process, with nothing to install or to start. */
export function addDemo(program: Command, { context, endWith }: CommandHost): void {
  program
    .command('demo')
    .description('train agents and watch them, all in this process: no server needed')
    .option('-e, --experiments <count>', 'agents to train at once', parseCount, 2)
    .option('--steps <count>', 'steps to train each', parseCount, DEMO_STEPS)
    .option('--data <file>', 'train on the prices of a CSV file, not on a synthetic market')
    .option('--nan-at <step>', 'let the first agent diverge from this step on', parseCount)
    .option('-p, --port <port>', 'port of the dashboard; 0: any free one', parsePort, 0)
    .option('--no-web', 'without the dashboard')
    .option('--exit', 'end when the training is over, also in a terminal')
    .option('--json', 'every change as one JSON object a line')
    .action(async (options: DemoOptions) => {
      const { runDemo } = await import('./run-demo.js'); // a trainer and a web server: nothing that other commands should wait for
      const outcome = await runDemo(options, context);
      if (outcome?.status === 'failed') endWith(EXIT_CODES.failed);
    });
}
