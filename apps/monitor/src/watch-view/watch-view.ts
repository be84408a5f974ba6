import type { MessageBroker } from '@runwire/broker-core';
import type { TrainingChannel } from '@runwire/channels';
import { requestControl, type ControlWord } from '../commands/control.js';
import type { Fleet } from '../fleet/fleet.js';
import type { Key } from '../terminal/keyboard.js';
import type { Paint } from '../terminal/paint.js';
import type { ScreenSize } from '../terminal/screen.js';
import { connectionFace } from './connection-face.js';
import { fleetPicture, isAllOver, type FleetFrame } from './fleet-picture.js';

export interface WatchViewOptions {
  readonly fleet: Fleet;
  readonly channel: TrainingChannel;
  readonly broker: MessageBroker;
  readonly paint: Paint;
  /** Called when the picture is out of date. */
  readonly onChange: () => void;
  readonly onQuit: () => void;
  readonly emptyText: string;
  readonly notice?: string | undefined;
}

const KEYS = 'q quit   ↑↓ select   p pause or resume   s stop';
const CONTROL_TIMEOUT_MS = 20_000;

/** The live view as a person handles it: which run is selected, what a key does, what is asked. Draws nothing itself. */
export class WatchView {
  readonly #options: WatchViewOptions;
  #selected: string | undefined;
  #question: { readonly text: string; readonly yes: () => void } | undefined;

  constructor(options: WatchViewOptions) {
    this.#options = options;
  }

  readonly picture = (size: ScreenSize): readonly string[] => fleetPicture(this.#options.fleet, this.frame(), size);

  frame(): FleetFrame {
    const { paint, channel, broker, fleet, emptyText, notice } = this.#options;
    const runs = fleet.runs;
    this.#selected ??= runs[0]?.summary.key;
    const ended = runs.length > 0 && isAllOver(runs) ? 'all runs are over   ' : '';
    return { paint, now: channel.now(), selected: this.#selected, connection: connectionFace(broker.status), footer: this.#question?.text ?? ended + KEYS, emptyText, notice };
  }

  press(key: Key): void {
    const question = this.#question;
    this.#question = undefined;
    if (key === 'q' || key === 'interrupt') this.#options.onQuit();
    else if (question !== undefined && key === 'y') question.yes();
    else if (key === 'down' || key === 'j') this.#move(1);
    else if (key === 'up' || key === 'k') this.#move(-1);
    else if (key === 'p') this.#pauseOrResume();
    else if (key === 's') this.#askToStop();
    this.#options.onChange();
  }

  #move(by: number): void {
    const keys = this.#options.fleet.runs.map(({ summary }) => summary.key);
    const at = keys.indexOf(this.#selected ?? '');
    this.#selected = keys[Math.min(keys.length - 1, Math.max(0, at + by))];
  }

  #pauseOrResume(): void {
    const run = this.#selectedRun();
    if (run !== undefined) void this.#request(run.state === 'paused' ? 'resume' : 'pause', run.id);
  }

  #askToStop(): void {
    const run = this.#selectedRun();
    if (run === undefined) return;
    this.#question = { text: `Stop ${run.id}? y yes, any other key no`, yes: () => void this.#request('stop', run.id) };
  }

  #selectedRun() {
    return this.#options.fleet.runs.find(({ summary }) => summary.key === this.#selected)?.summary;
  }

  async #request(word: ControlWord, id: string): Promise<void> {
    this.#say(id, 'info', `${word} requested`);
    try {
      const { outcome } = await requestControl(this.#options.channel, word, { id, reason: 'asked by a viewer', timeoutMs: CONTROL_TIMEOUT_MS });
      const { state, reason } = await outcome;
      this.#say(id, state === 'applied' ? 'info' : 'warn', `${word} ${state}${reason === undefined ? '' : `: ${reason}`}`);
    } catch (error) {
      this.#say(id, 'error', `${word} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  #say(run: string, level: 'info' | 'warn' | 'error', text: string): void {
    this.#options.fleet.say({ timestamp: this.#options.channel.now(), run, level, text });
    this.#options.onChange();
  }
}
