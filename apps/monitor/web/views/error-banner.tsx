import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import type { RunSummary } from '../../src/fleet/run-summary.js';
import { formatTime } from '../../src/terminal/format-duration.js';
import { dashboard, nameInAddress } from '../state/app-state.js';
import { navigate, setOptions } from '../state/route.js';

/** The banner of a failed run: what went wrong, and the whole stack one click away. */
export function ErrorBanner({ run, more }: { readonly run: RunSummary; readonly more: number }): VNode {
  const isOpen = useSignal(false);
  const book = dashboard.book(run.key);
  book.observe();
  const line = book.lines.findLast(({ stack }) => stack !== undefined);
  return (
    <section class="banner tone-error" aria-label={`error of ${run.name}`}>
      <p>
        <span aria-hidden="true">✗</span>
        <span class="grow">
          <a href={`/runs/${nameInAddress(run)}`} onClick={(event) => open(event, run)}>
            {run.name}
          </a>
          <strong>{run.error ?? run.reason ?? 'failed without a word'}</strong>
        </span>
        {more > 0 && (
          <button type="button" class="quiet" onClick={() => setOptions({ state: 'failed' })}>
            {`and ${String(more)} more`}
          </button>
        )}
        {line !== undefined && (
          <button type="button" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
            {isOpen.value ? 'hide stack' : 'show stack'}
          </button>
        )}
      </p>
      {isOpen.value && line !== undefined && (
        <pre tabIndex={0} aria-label={`stack of the error at ${formatTime(line.time)}`}>
          {line.stack}
        </pre>
      )}
    </section>
  );
}

function open(event: Event, run: RunSummary): void {
  event.preventDefault();
  navigate({ kind: 'run', name: nameInAddress(run) });
}
