import { ReadStream, type WriteStream } from 'node:tty';
import { Fleet } from '../fleet/fleet.js';
import { Keyboard } from '../terminal/keyboard.js';
import type { Paint } from '../terminal/paint.js';
import { Screen } from '../terminal/screen.js';
import { fleetLines } from './fleet-picture.js';
import { followFleet, type FleetSource } from './follow-fleet.js';
import { WatchView } from './watch-view.js';

export interface WatchTerminalOptions extends FleetSource {
  readonly stdin: NodeJS.ReadStream | ReadStream;
  readonly stdout: WriteStream;
  readonly paint: Paint;
  readonly emptyText: string;
  readonly notice?: string | undefined;
}

/** Ages and countdowns go on while nothing arrives. */
const TICK_MS = 1_000;

/** Shows the runs full-screen until `q`, Ctrl-C or the signal; then leaves the last picture of them on the ordinary screen. */
export async function watchTerminal(options: WatchTerminalOptions): Promise<void> {
  const fleet = new Fleet();
  const quit = new AbortController();
  const view = new WatchView({ ...options, fleet, onChange: () => screen.invalidate(), onQuit: () => quit.abort() });
  const screen = new Screen(options.stdout, view.picture);
  const keyboard = options.stdin instanceof ReadStream ? new Keyboard(options.stdin, (key) => view.press(key)) : undefined;
  const tick = setInterval(() => screen.invalidate(), TICK_MS);
  try {
    screen.open();
    keyboard?.open();
    const signal = AbortSignal.any([options.signal, quit.signal]);
    await followFleet(fleet, { ...options, signal, onChange: () => screen.invalidate() });
  } finally {
    clearInterval(tick);
    keyboard?.close();
    screen.close();
    const { columns } = options.stdout;
    for (const line of fleetLines(fleet.runs, { ...view.frame(), selected: undefined }, columns)) options.stdout.write(`${line}\n`);
  }
}
