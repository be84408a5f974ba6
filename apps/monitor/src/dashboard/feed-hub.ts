import type { BrokerStatus, MessageBroker } from '@runwire/broker-core';
import type { ExperimentsChange, TrainingChannel } from '@runwire/channels';
import type { Hub } from './hub.js';
import type { BrokerState } from './protocol.js';

export interface HubSource {
  readonly channel: TrainingChannel;
  readonly broker: MessageBroker;
  readonly signal: AbortSignal;
}

/** So many events may wait while a burst is taken in; beyond, they are read on from the history. */
const QUEUE_SIZE = 10_000;

/** Keeps the hub up to date until the signal: the records by their watch, curves and logs from all events retained. */
export async function feedHub(hub: Hub, { channel, broker, signal }: HubSource): Promise<void> {
  hub.setBroker(brokerState(broker.status));
  const unlisten = broker.onStatusChange((status) => hub.setBroker(brokerState(status)));
  try {
    await Promise.all([followRecords(hub, channel, signal), followEvents(hub, channel, signal)]);
  } finally {
    unlisten();
  }
}

async function followRecords(hub: Hub, channel: TrainingChannel, signal: AbortSignal): Promise<void> {
  await using watch = channel.watchExperiments({}, { signal });
  for await (const change of watch) applyChange(hub, change);
}

function applyChange(hub: Hub, change: ExperimentsChange): void {
  if (change.kind === 'snapshot') for (const view of change.experiments) hub.setRun(view);
  else if (change.kind === 'removed') hub.removeRun(`${change.experiment.namespace}/${change.experiment.id}`);
  else hub.setRun(change.experiment);
}

async function followEvents(hub: Hub, channel: TrainingChannel, signal: AbortSignal): Promise<void> {
  await using events = channel.subscribeToEvents(undefined, { from: 'start', maxQueueSize: QUEUE_SIZE, signal });
  for await (const { event, topic, gap } of events.messages()) hub.take(keyOf(topic), event, gap);
}

/** `ppo.experiment.run-1.metrics` → `ppo/run-1`. */
function keyOf(topic: string): string {
  const [namespace = '', , id = ''] = topic.split('.');
  return `${namespace}/${id}`;
}

function brokerState(status: BrokerStatus): BrokerState {
  switch (status.kind) {
    case 'idle':
    case 'connecting':
      return { kind: 'connecting' };
    case 'reconnecting':
    case 'degraded':
      return { kind: status.kind, detail: status.error.message };
    case 'ready':
    case 'closed':
      return { kind: status.kind };
  }
}
