/** Frames remembered: what another node may still have on its way. */
const MAX_REMEMBERED = 4_096;

/**
 * Knows what the connections before this one have brought. A Cluster node, or a new master, gets a message a little later
 * than the node we listened to before, and would hand us unretained ones once more: those have no offset to tell by.
 * Within one connection nothing comes twice.
 */
export class RecentFrames {
  readonly #names: string[] = [];
  /** Where the next name goes; round and round. */
  #next = 0;
  #before: ReadonlySet<string> = new Set();

  /** Remembers a frame, by a name that it has on every node. `false`: a connection before has brought it already. */
  isNews(name: string): boolean {
    if (this.#before.has(name)) return false;
    this.#names[this.#next] = name;
    this.#next = (this.#next + 1) % MAX_REMEMBERED;
    return true;
  }

  /** Another connection begins. */
  renew(): void {
    this.#before = new Set(this.#names);
  }
}
