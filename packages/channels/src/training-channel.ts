import { BrokerError, ConflictError } from '@runwire/broker-core';
import { controlAcknowledgement, controlRequest, isTerminal, type ControlAction } from '@runwire/events';
import { ControlRequest, type ControlRequestOptions } from './control-request.js';
import { experimentKey, experimentTopic, nameOf } from './experiment-address.js';
import { TrainingPublisher } from './training-publisher.js';
import { problemListener, type StartRunOptions } from './run-settings.js';
import { startTrainingRun, type RunPort } from './start-training-run.js';
import type { TrainingRun } from './training-run.js';

const DEFAULT_TIMEOUT_MS = 60_000;

/**
 * Everything about training experiments, for trainers, dashboards and command lines. With a namespace it writes and
 * reads there; without one it reads across all namespaces and writes to `training`.
 */
export class TrainingChannel extends TrainingPublisher {
  /** Asks the trainer to end in good order. Resolves when the request is published; `outcome` tells what became of it.
   * @throws ExperimentNotFoundError, AmbiguousExperimentError, ConflictError when the experiment has ended */
  requestStop(id: string, options?: ControlRequestOptions): Promise<ControlRequest> {
    return this.#request(id, 'stop', options);
  }

  /** Asks the trainer to pause at its next `pausePoint`. As {@link requestStop}. */
  requestPause(id: string, options?: ControlRequestOptions): Promise<ControlRequest> {
    return this.#request(id, 'pause', options);
  }

  /** Asks a paused trainer to go on. As {@link requestStop}. */
  requestResume(id: string, options?: ControlRequestOptions): Promise<ControlRequest> {
    return this.#request(id, 'resume', options);
  }

  /** Asks the trainer to save a checkpoint. As {@link requestStop}. */
  requestCheckpoint(id: string, options?: ControlRequestOptions): Promise<ControlRequest> {
    return this.#request(id, 'checkpoint', options);
  }

  /**
   * Creates an experiment, or continues one (`resume: true`), and reports from inside its trainer.
   * @throws ConflictError when it exists and is not to be continued, or has ended
   */
  startRun(id: string, options: StartRunOptions = {}): Promise<TrainingRun> {
    return startTrainingRun(this.#runPort(), { id, ...options });
  }

  /**
   * Runs a whole training: what `train` throws becomes an error event and the status `failed`, and is thrown again;
   * when it returns the experiment is `completed`, or `cancelled` if a stop was asked, unless `train` has ended the run itself.
   */
  async run<Result>(id: string, options: StartRunOptions, train: (run: TrainingRun) => Promise<Result>): Promise<Result> {
    await using run = await this.startRun(id, options);
    try {
      const result = await train(run);
      if (!run.isEnded) await run.finish();
      return result;
    } catch (error) {
      // What was thrown counts, also when it cannot be told.
      await run.fail(error).catch(problemListener(options));
      throw error;
    }
  }

  #runPort(): RunPort {
    return {
      namespace: this.namespace,
      heartbeatHistory: this.histories.heartbeat,
      open: () => this.open(),
      create: (id, options) => this.createExperiment(id, options),
      read: (address) => this.readModel(address),
      inTrace: (event) => this.inTrace(event),
      publish: (event, place) => this.publishEvent(() => event, place),
      control: (address) => this.subscribeToTopic(experimentTopic(address, 'control')),
      nextEventId: () => this.nextEventId(),
      now: () => this.now(),
      config: () => this.brokerConfig,
    };
  }

  async #request(id: string, action: ControlAction, { reason, timeoutMs = DEFAULT_TIMEOUT_MS }: ControlRequestOptions = {}): Promise<ControlRequest> {
    if (!(timeoutMs >= 1)) throw new BrokerError('INVALID_ARGUMENT', `timeoutMs is ${String(timeoutMs)}; use milliseconds from 1.`);
    const { record, status } = await this.require(id);
    if (isTerminal(status.status)) {
      throw new ConflictError(experimentKey(record, 'status'), status, `Experiment "${nameOf(record)}" is "${status.status}"; nobody is left to ${action} it.`);
    }
    const { namespace } = record;
    const events = this.subscribeToTopic(experimentTopic(record, 'control'));
    try {
      await events.ready;
      const timestamp = this.now();
      const request = controlRequest({ experimentId: id, action, reason, timestamp, expiresAt: timestamp + timeoutMs });
      await this.publishEvent(() => request, { namespace });
      const place = { namespace, id: this.nextEventId() };
      const expire = (): Promise<unknown> =>
        this.publishEvent(() => controlAcknowledgement({ experimentId: id, requestId: request.requestId, action, state: 'expired', reason: 'No trainer applied it in time.' }), place);
      return new ControlRequest(request, { events, expire, timeoutMs });
    } catch (error) {
      await events.close();
      throw error;
    }
  }
}
