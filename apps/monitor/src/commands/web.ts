import type { Command } from 'commander';
import { outputOf, type CliContext } from '../cli/cli-context.js';
import { withChannel } from '../cli/open-channel.js';
import { parsePort } from '../cli/parse-option.js';
import type { CommandHost } from '../cli/command-host.js';

interface WebOptions {
  readonly namespace?: string;
  readonly host: string;
  readonly port: number;
  readonly token?: string;
}

const DEFAULT_PORT = 8_600;

/** `web`: serves the dashboard until the process is asked to end. */
export function addWeb(program: Command, { context }: CommandHost): void {
  program
    .command('web')
    .description('serve the dashboard')
    .option('--host <address>', 'address to bind; any but this machine’s own needs a token', '127.0.0.1')
    .option('-p, --port <port>', 'port; 0: any free one', parsePort, DEFAULT_PORT)
    .option('--token <secret>', 'what visitors must know; also RUNWIRE_TOKEN')
    .action(async (_, command: Command) => {
      const options = command.optsWithGlobals<WebOptions>();
      await withChannel(context, options, async ({ channel, broker }) => {
        const token = options.token ?? (context.environment['RUNWIRE_TOKEN'] || undefined);
        const { startDashboard } = await import('../dashboard/start-dashboard.js'); // a web server: nothing that other commands should wait for
        await using dashboard = await startDashboard({ channel, broker, host: options.host, port: options.port, token });
        await outputOf(context).line(`Dashboard: ${dashboard.url}`);
        await Promise.race([dashboard.ended, aborted(context)]);
      });
    });
}

function aborted({ signal }: CliContext): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
