import { ConflictError, type BrokerConfig, type HistoryPolicy, type MessageBroker, type Receipt } from '@runwire/broker-core';
import { heartbeat, isTerminal, statusUpdate, type ControlRequestEvent, type ExperimentStatus, type TrainingEvent } from '@runwire/events';
import type { ChannelSubscription } from './channel-subscription.js';
import { experimentKey, nameOf, type ExperimentAddress } from './experiment-address.js';
import type { ExperimentModel } from './experiment-model.js';
import { Heartbeat, heartbeatJob } from './heartbeat.js';
import { RunOutbox } from './run-outbox.js';
import { problemListener, runSettings, type StartRunOptions } from './run-settings.js';
import { TrainingRun } from './training-run.js';
import type { CreateExperimentOptions, EventPlace } from './training-publisher.js';

/** What a run needs of its channel. */
export interface RunPort {
  readonly namespace: string;
  readonly heartbeatHistory: HistoryPolicy;
  open(): Promise<MessageBroker>;
  create(id: string, options: CreateExperimentOptions): Promise<unknown>;
  read(address: ExperimentAddress): Promise<ExperimentModel | undefined>;
  /** The event, with the trace that is active now. */
  inTrace(event: TrainingEvent): TrainingEvent;
  publish(event: TrainingEvent, place: EventPlace): Promise<Receipt>;
  control(address: ExperimentAddress): ChannelSubscription<TrainingEvent>;
  nextEventId(): string;
  now(): number;
  /** From what a second thread can open the broker, if it can. */
  config(): BrokerConfig | undefined;
}

/** Creates the experiment or continues it, announces it as running, and begins to listen for requests and to beat. */
export async function startTrainingRun(port: RunPort, { id, ...options }: StartRunOptions & { readonly id: string }): Promise<TrainingRun> {
  const settings = runSettings(options);
  const address = { namespace: port.namespace, id };
  const requests = port.control(address);
  try {
    await requests.ready;
    const before = await begin(port, address, options);
    const outbox = new RunOutbox({
      maxPending: settings.maxPending,
      gatherMs: settings.gatherMs,
      nextEventId: () => port.nextEventId(),
      inTrace: (event) => port.inTrace(event),
      publish: (event, place) => port.publish(event, place),
    });
    const beat = new Heartbeat(heartbeatOptions(port, address, settings.heartbeatMs));
    const forgetLoss = await healLoss(port, address, options);
    const close = async (): Promise<void> => {
      forgetLoss();
      await requests.close();
    };
    const run = new TrainingRun({ id, settings, outbox, heartbeat: beat, now: () => port.now(), close });
    beat.start();
    if (before !== undefined) run.take(before);
    void listen(requests, run, settings.onProblem);
    return run;
  } catch (error) {
    await requests.close();
    throw error;
  }
}

/** Returns the request that was made before the trainer was there to hear it. */
async function begin(port: RunPort, address: ExperimentAddress, options: StartRunOptions): Promise<ControlRequestEvent | undefined> {
  const { id } = address;
  const existing = options.resume === true ? await port.read(address) : undefined;
  if (existing === undefined) await port.create(id, { name: options.name, config: options.config, tags: options.tags });
  for (const status of statusesToRunning(existing?.status.status ?? 'created')) {
    await port.publish(statusUpdate({ experimentId: id, status, timestamp: port.now(), ...(existing === undefined ? {} : { reason: 'The trainer continues.' }) }), {});
  }
  if (existing !== undefined && isTerminal(existing.status.status)) throw ended(address, existing);
  const control = existing?.parts.control;
  if (control?.state !== 'requested') return undefined;
  const { requestId, action, reason, expiresAt } = control;
  return { version: 1, type: 'control-request', experimentId: id, timestamp: control.requestedAt, requestId, action, reason, expiresAt };
}

/** A trainer that was killed while it stopped is back: only by way of `lost` is that a legal life. */
function statusesToRunning(from: ExperimentStatus): readonly ExperimentStatus[] {
  if (from === 'running' || isTerminal(from)) return [];
  return from === 'stopping' ? ['lost', 'running'] : ['running'];
}

function ended(address: ExperimentAddress, { status }: ExperimentModel): ConflictError {
  return new ConflictError(experimentKey(address, 'status'), status, `Experiment "${nameOf(address)}" is "${status.status}" and cannot be continued; choose another id, or delete it.`);
}

function heartbeatOptions(port: RunPort, { namespace, id }: ExperimentAddress, intervalMs: number): ConstructorParameters<typeof Heartbeat>[0] {
  const job = heartbeatJob(port.config(), { namespace, id, intervalMs, history: port.heartbeatHistory });
  const beat = (): void => {
    // A beat that is not taken is a silence, and means what silence means.
    port.publish(heartbeat({ experimentId: id, intervalMs, timestamp: port.now() }), {}).catch(() => undefined);
  };
  return { job, intervalMs, beat };
}

/** A server that was restarted empty has lost the experiment: creates it anew. Returns what ends the watch for that. */
async function healLoss(port: RunPort, address: ExperimentAddress, options: StartRunOptions): Promise<() => void> {
  const broker = await port.open();
  let wasLost = false;
  return broker.onStatusChange(({ kind }) => {
    if (kind === 'reconnecting') wasLost = true;
    if (kind !== 'ready' || !wasLost) return;
    wasLost = false;
    port
      .read(address)
      .then((model) => (model === undefined ? begin(port, address, options) : undefined))
      .catch(problemListener(options));
  });
}

async function listen(requests: ChannelSubscription<TrainingEvent>, run: TrainingRun, onProblem: (error: unknown) => void): Promise<void> {
  try {
    for await (const event of requests) if (event.type === 'control-request') run.take(event);
  } catch (error) {
    onProblem(error);
  }
}
