import type { HealthCheckResult, HealthReport } from '@runwire/broker-core';
import type { ExperimentView } from '@runwire/channels';
import type { Command } from 'commander';
import { outputOf, type Output } from '../cli/cli-context.js';
import { withChannel } from '../cli/open-channel.js';
import { EXIT_CODES } from '../cli/exit-code.js';
import type { CommandHost } from '../cli/command-host.js';
import { runStateOf } from '../fleet/run-state.js';
import { escapeText } from '../terminal/escape-text.js';
import type { Role } from '../terminal/paint.js';

/** One thing looked at, and what came of it. */
interface Finding {
  readonly is: 'well' | 'doubtful' | 'wrong';
  readonly what: string;
  readonly detail: string;
}

const SIGNS: Readonly<Record<Finding['is'], { readonly icon: string; readonly tone: Role }>> = {
  well: { icon: '✓', tone: 'ok' },
  doubtful: { icon: '!', tone: 'warn' },
  wrong: { icon: '✗', tone: 'error' },
};

const RANK = { healthy: 'well', degraded: 'doubtful', unhealthy: 'wrong' } as const;

/** `doctor`: is everything well, and what to do if not. Exit code 5 when the broker does not work. */
export function addDoctor(program: Command, { context, endWith }: CommandHost): void {
  program
    .command('doctor')
    .description('check the broker and the experiments, and say what to do')
    .action(async (_, command: Command) => {
      const output = outputOf(context);
      await withChannel(context, command.optsWithGlobals<{ namespace?: string }>(), async ({ broker, channel }) => {
        const report = await broker.healthCheck();
        const views = report.status === 'unhealthy' ? [] : await channel.listExperiments();
        const findings = [nodeFinding(), ...brokerFindings(report), ...experimentFindings(views)];
        for (const finding of findings) await output.line(lineOf(finding, output));
        if (findings.some(({ is }) => is === 'wrong')) endWith(EXIT_CODES.noBroker);
      });
    });
}

function lineOf({ is, what, detail }: Finding, { paint }: Output): string {
  const { icon, tone } = SIGNS[is];
  return `${paint(tone, icon)} ${paint('strong', what.padEnd(12))} ${escapeText(detail)}`;
}

function nodeFinding(): Finding {
  return { is: 'well', what: 'node', detail: process.version };
}

function brokerFindings({ status, backend, latencyMs, checks }: HealthReport): readonly Finding[] {
  const hint = backend === 'memory' ? '; it sees only this process: set MESSAGE_BROKER_TYPE=redis to share experiments between processes' : '';
  const broker: Finding = { is: RANK[status], what: 'broker', detail: `${backend} is ${status}, checked in ${latencyMs.toFixed(0)} ms${hint}` };
  return [broker, ...Object.entries(checks).map(([what, check]) => findingOf(what, check))];
}

/** What would be safer is worth a sign of its own, though nothing is wrong. */
function findingOf(what: string, { status, detail, advice }: HealthCheckResult): Finding {
  if (status === 'healthy' && advice !== undefined) return { is: 'doubtful', what, detail: `${detail} ${advice}` };
  return { is: RANK[status], what, detail };
}

function experimentFindings(views: readonly ExperimentView[]): readonly Finding[] {
  const count: Finding = { is: 'well', what: 'experiments', detail: views.length === 0 ? 'none yet' : `${String(views.length)} known` };
  const silent = views.filter((view) => ['stale', 'lost'].includes(runStateOf(view)));
  return [count, ...silent.map(({ id, status }): Finding => ({ is: 'doubtful', what: 'silent', detail: `${id} says it is ${status}, but its trainer gives no sign of life; see whether its process still runs` }))];
}
