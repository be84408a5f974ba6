import { setImmediate as turn } from 'node:timers/promises';
import { ConflictError, type Receipt } from '@runwire/broker-core';
import { controlAcknowledgement, type ControlAcknowledgementEvent, type ControlRequestEvent } from '@runwire/events';

/** What a run does when it is asked. */
export interface RunControlPort {
  readonly id: string;
  acknowledge(event: ControlAcknowledgementEvent): Promise<Receipt | undefined>;
  /** Milliseconds since the epoch, on the broker's clock. */
  now(): number;
  /** Tells everybody that the run pauses, or goes on, unless it is about to end. */
  announce(status: 'paused' | 'running', reason: string | undefined): Promise<unknown>;
  /** Asks the training loop to end. */
  stop(reason: string | undefined): void;
  /** Saves a checkpoint; `undefined` when the trainer cannot. */
  checkpoint(): Promise<void> | undefined;
  readonly onProblem: (error: unknown) => void;
}

type Pause =
  | { readonly kind: 'none' }
  | { readonly kind: 'asked'; readonly request: ControlRequestEvent }
  | { readonly kind: 'paused'; readonly resume: () => void };

/** The trainer's side of control: takes requests one after the other, and tells what became of each. */
export class RunControl {
  readonly #port: RunControlPort;
  #pause: Pause = { kind: 'none' };
  #turn: Promise<unknown> = Promise.resolve();
  #isOver = false;

  constructor(port: RunControlPort) {
    this.#port = port;
  }

  /** Takes a request; what becomes of it is told by acknowledgements. */
  take(request: ControlRequestEvent): void {
    this.#turn = this.#turn.then(() => this.#handle(request)).catch((error: unknown) => {
      this.#port.onProblem(error);
    });
  }

  /** Lets requests come in, and waits here while the run is paused. Never rejects. */
  async pausePoint(): Promise<void> {
    await turn();
    try {
      while (this.#pause.kind === 'asked' && !this.#isOver) await this.#waitPaused(this.#pause.request);
    } catch (error) {
      this.#wake();
      this.#port.onProblem(error);
    }
  }

  /** The run ends: nothing is obeyed any more. */
  end(): void {
    const pause = this.#pause;
    this.#isOver = true;
    this.#wake();
    if (pause.kind === 'asked') this.#tell(pause.request, 'rejected', 'The run has ended.').catch(this.#port.onProblem);
  }

  async #handle(request: ControlRequestEvent): Promise<unknown> {
    if (this.#isOver) return this.#tell(request, 'rejected', 'The run has ended.');
    if (request.expiresAt !== undefined && request.expiresAt < this.#port.now()) return this.#tell(request, 'expired', 'It arrived too late.');
    if (!(await this.#tell(request, 'received'))) return undefined;
    switch (request.action) {
      case 'stop':
        return this.#stop(request);
      case 'pause':
        return this.#askPause(request);
      case 'resume':
        return this.#resume(request);
      case 'checkpoint':
        return this.#checkpoint(request);
    }
  }

  async #stop(request: ControlRequestEvent): Promise<void> {
    this.#port.stop(request.reason);
    const pause = this.#pause;
    this.#wake();
    if (pause.kind === 'asked') await this.#tell(pause.request, 'rejected', 'The run stops.');
    await this.#tell(request, 'applied');
  }

  async #askPause(request: ControlRequestEvent): Promise<unknown> {
    if (this.#pause.kind !== 'none') return this.#tell(request, 'applied', 'It was paused already.');
    this.#pause = { kind: 'asked', request };
    return undefined;
  }

  async #resume(request: ControlRequestEvent): Promise<void> {
    const pause = this.#pause;
    this.#wake();
    if (pause.kind === 'asked') await this.#tell(pause.request, 'rejected', 'It was asked to resume before it paused.');
    if (pause.kind === 'none') await this.#tell(request, 'rejected', 'It is not paused.');
    else await this.#tell(request, 'applied');
  }

  async #checkpoint(request: ControlRequestEvent): Promise<unknown> {
    try {
      const saving = this.#port.checkpoint();
      if (saving === undefined) return await this.#tell(request, 'rejected', 'This trainer saves no checkpoints.');
      await saving;
    } catch (error) {
      return this.#tell(request, 'rejected', error instanceof Error ? error.message : String(error));
    }
    return this.#tell(request, 'applied');
  }

  async #waitPaused(request: ControlRequestEvent): Promise<void> {
    let resume: () => void = () => undefined;
    const resumed = new Promise<void>((resolve) => {
      resume = resolve;
    });
    this.#pause = { kind: 'paused', resume };
    if (!(await this.#tell(request, 'applied'))) {
      this.#wake();
      return;
    }
    await this.#port.announce('paused', request.reason);
    await resumed;
    await this.#port.announce('running', undefined);
  }

  #wake(): void {
    const pause = this.#pause;
    this.#pause = { kind: 'none' };
    if (pause.kind === 'paused') pause.resume();
  }

  /** `false` when the request was settled by somebody else: it expired. */
  async #tell({ requestId, action }: ControlRequestEvent, state: ControlAcknowledgementEvent['state'], reason?: string): Promise<boolean> {
    try {
      await this.#port.acknowledge(controlAcknowledgement({ experimentId: this.#port.id, requestId, action, state, reason }));
      return true;
    } catch (error) {
      if (error instanceof ConflictError) return false;
      throw error;
    }
  }
}
