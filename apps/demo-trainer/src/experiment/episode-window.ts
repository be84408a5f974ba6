/** How one episode went. */
export interface EpisodeSummary {
  /** Sum of its rewards. */
  readonly reward: number;
  readonly bars: number;
}

/** The running episode's sums and the last finished episodes. */
export interface EpisodeState {
  readonly running: EpisodeSummary;
  /** Oldest first, at most {@link EPISODES_AVERAGED}. */
  readonly finished: readonly EpisodeSummary[];
}

/** As in Stable-Baselines3: `rollout/ep_rew_mean` is the mean of this many episodes. */
export const EPISODES_AVERAGED = 100;

/** Sums up episodes from their steps. */
export class EpisodeWindow {
  #running: EpisodeSummary = { reward: 0, bars: 0 };
  #finished: EpisodeSummary[] = [];

  /** Counts one step; gives the episode's summary when the step ends it. */
  add(reward: number, ends: boolean): EpisodeSummary | undefined {
    const summary = { reward: this.#running.reward + reward, bars: this.#running.bars + 1 };
    this.#running = ends ? { reward: 0, bars: 0 } : summary;
    if (!ends) return undefined;
    this.#finished.push(summary);
    if (this.#finished.length > EPISODES_AVERAGED) this.#finished.shift();
    return summary;
  }

  /** Means over the last 100 episodes; undefined before the first has ended. */
  get mean(): EpisodeSummary | undefined {
    const count = this.#finished.length;
    if (count === 0) return undefined;
    const sum = (pick: (episode: EpisodeSummary) => number): number =>
      this.#finished.reduce((total, episode) => total + pick(episode), 0);
    return { reward: sum((episode) => episode.reward) / count, bars: sum((episode) => episode.bars) / count };
  }

  get state(): EpisodeState {
    return { running: this.#running, finished: [...this.#finished] };
  }

  restore(state: EpisodeState): void {
    this.#running = state.running;
    this.#finished = [...state.finished];
  }
}
