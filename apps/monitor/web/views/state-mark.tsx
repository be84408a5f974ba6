import type { VNode } from 'preact';
import { faceOf, type RunState } from '../../src/fleet/run-state.js';

/** The state of a run as icon, word and colour. */
export function StateMark({ state }: { readonly state: RunState }): VNode {
  const { icon, word, tone } = faceOf(state);
  return (
    <span class={`state tone-${tone}`}>
      <span class="icon" aria-hidden="true">
        {icon}
      </span>
      {word}
    </span>
  );
}
