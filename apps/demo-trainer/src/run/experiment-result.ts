import type { ExperimentResult } from '@runwire/events';
import type { ResultEvent } from '../experiment/experiment-event.js';

/** The outcome as it is published: how the agent does on bars that it never saw, beside trading without skill. */
export function experimentResult({ heldOut, baselines, step }: ResultEvent, durationMs: number): ExperimentResult {
  const { buyAndHold, random } = baselines;
  return {
    summary: summarise({ heldOut, baselines }),
    metrics: {
      'held_out/equity': heldOut.equity,
      'held_out/sharpe': heldOut.sharpe,
      'held_out/max_drawdown': heldOut.maxDrawdown,
      'held_out/win_rate': heldOut.winRate,
      'held_out/trades': heldOut.trades,
      'held_out/mean_reward': heldOut.meanReward,
      'held_out/t_statistic': heldOut.tStatistic,
      'baseline/buy_and_hold': buyAndHold.equity,
      'baseline/random': random.equity,
    },
    steps: step,
    durationMs,
  };
}

/** `Held-out equity 1.312 (t 4.1) over 8192 bars; buy and hold 0.981, random 0.902.` */
export function summarise({ heldOut, baselines }: Pick<ResultEvent, 'heldOut' | 'baselines'>): string {
  const agent = `Held-out equity ${heldOut.equity.toFixed(3)} (t ${heldOut.tStatistic.toFixed(1)}) over ${heldOut.bars} bars`;
  return `${agent}; buy and hold ${baselines.buyAndHold.equity.toFixed(3)}, random ${baselines.random.equity.toFixed(3)}.`;
}
