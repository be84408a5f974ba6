import type { VNode } from 'preact';
import { formatTime } from '../../src/terminal/format-duration.js';
import { dashboard } from '../state/app-state.js';

interface Face {
  readonly icon: string;
  readonly text: string;
  readonly tone: string;
  readonly detail?: string | undefined;
}

/** How the page stands, in icon, words and colour: it never looks live when it is not. */
export function ConnectionBadge(): VNode {
  const { icon, text, tone, detail } = faceNow();
  return (
    <p class={`badge tone-${tone}`} role="status" title={detail}>
      <span aria-hidden="true">{icon}</span> {text}
    </p>
  );
}

function faceNow(): Face {
  const { connection, broker, isPaused, dataAsOf } = dashboard;
  const asOf = dataAsOf.value === 0 ? '' : ` · data as of ${formatTime(dataAsOf.value)}`;
  if (connection.value.kind === 'connecting') return { icon: '◌', text: 'connecting', tone: 'muted' };
  if (connection.value.kind === 'offline') return { icon: '✗', text: `offline${asOf}`, tone: 'error' };
  if (connection.value.kind === 'reconnecting') return { icon: '◌', text: `reconnecting${asOf}`, tone: 'warn' };
  if (isPaused.value) return { icon: '‖', text: `paused${asOf}`, tone: 'warn' };
  const { kind, detail } = broker.value;
  if (kind === 'ready') return { icon: '●', text: 'live', tone: 'ok' };
  if (kind === 'connecting') return { icon: '◌', text: 'the server is connecting to its broker', tone: 'muted' };
  return { icon: '!', text: `the server has lost its broker${asOf}`, tone: 'warn', detail };
}
