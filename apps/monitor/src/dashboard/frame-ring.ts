/** A frame as it goes over the wire, written once for all clients. */
export interface WrittenFrame {
  readonly frame: number;
  readonly text: string;
}

const MAX_FRAMES = 3_000;
const MAX_CHARACTERS = 16_000_000;

/** The last frames, so that a client that was away for a while can go on where it stopped. Bounded in number and size. */
export class FrameRing {
  readonly #frames: WrittenFrame[] = [];
  #characters = 0;

  add(written: WrittenFrame): void {
    this.#frames.push(written);
    this.#characters += written.text.length;
    while (this.#frames.length > MAX_FRAMES || (this.#characters > MAX_CHARACTERS && this.#frames.length > 1)) {
      this.#characters -= this.#frames.shift()?.text.length ?? 0;
    }
  }

  /** The frames after `frame`, oldest first; `undefined` when some of them are gone or `frame` never was. */
  after(frame: number, latest: number): readonly WrittenFrame[] | undefined {
    if (frame > latest) return undefined;
    const missing = latest - frame;
    if (missing > this.#frames.length) return undefined;
    return missing === 0 ? [] : this.#frames.slice(-missing);
  }
}
