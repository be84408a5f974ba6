import type { MessageBroker } from '@runwire/broker-core';
import type { ExperimentsChange, TrainingChannel } from '@runwire/channels';
import type { Fleet } from '../fleet/fleet.js';

/** Where runs come from, and which of them are wanted. */
export interface FleetSource {
  readonly channel: TrainingChannel;
  readonly broker: MessageBroker;
  /** Experiment ids; none: all. */
  readonly ids: readonly string[];
  /** Ends the watch. */
  readonly signal: AbortSignal;
}

export interface FollowOptions extends FleetSource {
  /** Awaited before the next change is taken, so that a slow pipe slows the watch, not fills memory. */
  readonly onChange: (change: ExperimentsChange) => void | Promise<void>;
}

const TREND_POINTS = 60;

/** Keeps the fleet up to date until the signal. */
export async function followFleet(fleet: Fleet, { channel, ids, signal, onChange }: FollowOptions): Promise<void> {
  await using watch = channel.watchExperiments({}, { signal });
  for await (const change of watch) {
    const wanted = narrow(change, ids);
    if (wanted === undefined) continue;
    fleet.apply(wanted);
    await onChange(wanted);
    if (wanted.kind === 'snapshot') void fetchTrends(fleet, channel);
  }
}

function narrow(change: ExperimentsChange, ids: readonly string[]): ExperimentsChange | undefined {
  if (ids.length === 0) return change;
  if (change.kind === 'snapshot') return { ...change, experiments: change.experiments.filter(({ id }) => ids.includes(id)) };
  return ids.includes(change.experiment.id) ? change : undefined;
}

/** The past of the sparklines; a run without one simply begins now. */
async function fetchTrends(fleet: Fleet, channel: TrainingChannel): Promise<void> {
  for (const { summary } of fleet.runs) {
    if (summary.headline === undefined) continue;
    try {
      const series = await channel.getMetricSeries(summary.id, { metric: summary.headline.metric, maxPoints: TREND_POINTS });
      fleet.setTrend(summary.key, series.points.map(({ last }) => last));
    } catch (error) {
      fleet.say({ timestamp: channel.now(), run: summary.id, level: 'debug', text: `no history: ${error instanceof Error ? error.message : String(error)}` });
    }
  }
}
