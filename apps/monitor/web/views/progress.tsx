import type { VNode } from 'preact';
import { faceOf } from '../../src/fleet/run-state.js';
import type { RunSummary } from '../../src/fleet/run-summary.js';

/** The bar of a run; stripes where the end is not known. */
export function Progress({ run }: { readonly run: RunSummary }): VNode {
  const { fraction, state, name } = run;
  const percent = fraction === undefined ? undefined : Math.floor(fraction * 100);
  return (
    <div class={`progress tone-${faceOf(state).tone}`} role="progressbar" aria-label={`progress of ${name}`} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
      <i style={{ width: `${String((fraction ?? 0) * 100)}%` }} />
    </div>
  );
}
