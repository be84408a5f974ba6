import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import type { RunSummary } from '../../src/fleet/run-summary.js';
import { dashboard } from '../state/app-state.js';

type Action = 'stop' | 'pause' | 'resume';

/** What the page itself knows of a request, before the record tells it. */
type Sending = { readonly kind: 'idle' } | { readonly kind: 'sending'; readonly action: Action } | { readonly kind: 'sent'; readonly requestId: string } | { readonly kind: 'refused'; readonly reason: string };

const CAN: Readonly<Record<Action, readonly RunSummary['state'][]>> = {
  pause: ['running'],
  resume: ['paused'],
  stop: ['created', 'running', 'paused', 'stale'],
};

/** Pause, resume and stop, with what the trainer answered beside them. */
export function ControlButtons({ run }: { readonly run: RunSummary }): VNode {
  const sending = useSignal<Sending>({ kind: 'idle' });
  const isAsking = useSignal(false);
  const send = (action: Action): void => {
    isAsking.value = false;
    sending.value = { kind: 'sending', action };
    void request(run, action).then((answer) => (sending.value = answer));
  };
  const isOff = !dashboard.isCurrent.value || sending.value.kind === 'sending';
  const actions = (['pause', 'resume'] as const).filter((action) => CAN[action].includes(run.state));
  return (
    <div class="controls">
      <Answer run={run} sending={sending.value} />
      {actions.map((action) => (
        <button key={action} type="button" disabled={isOff} onClick={() => send(action)}>
          {action === 'pause' ? '‖ pause' : '▶ resume'}
        </button>
      ))}
      {CAN.stop.includes(run.state) && !isAsking.value && (
        <button type="button" class="danger" disabled={isOff} onClick={() => (isAsking.value = true)}>
          ■ stop
        </button>
      )}
      {isAsking.value && (
        <>
          <button type="button" class="danger" disabled={isOff} onClick={() => send('stop')}>
            ■ yes, stop it
          </button>
          <button type="button" onClick={() => (isAsking.value = false)}>
            no
          </button>
        </>
      )}
    </div>
  );
}

function Answer({ run, sending }: { readonly run: RunSummary; readonly sending: Sending }): VNode {
  return (
    <span class="answer muted" role="status">
      {answerText(run, sending)}
    </span>
  );
}

function answerText({ control }: RunSummary, sending: Sending): string {
  if (sending.kind === 'sending') return `${sending.action}: asking …`;
  if (sending.kind === 'refused') return `refused: ${sending.reason}`;
  if (control === undefined || (sending.kind === 'sent' && control.requestId !== sending.requestId)) return sending.kind === 'sent' ? 'sent …' : '';
  const mark = { requested: '…', received: '…', applied: '✓', rejected: '✗', expired: '✗' }[control.state] ?? '';
  return `${control.action} ${control.state} ${mark}${control.reason === undefined ? '' : ` ${control.reason}`}`;
}

async function request(run: RunSummary, action: Action): Promise<Sending> {
  try {
    const response = await fetch(`/api/runs/${run.key}/control`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ action }) });
    const answer = (await response.json()) as { readonly requestId?: string; readonly error?: string };
    if (answer.requestId !== undefined) return { kind: 'sent', requestId: answer.requestId };
    return { kind: 'refused', reason: answer.error ?? `the server answered ${String(response.status)}` };
  } catch {
    return { kind: 'refused', reason: 'the server cannot be reached' };
  }
}
