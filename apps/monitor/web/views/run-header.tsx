import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import type { RunSummary } from '../../src/fleet/run-summary.js';
import { formatCount } from '../../src/terminal/format-number.js';
import { dashboard, now } from '../state/app-state.js';
import { navigate } from '../state/route.js';
import { ControlButtons } from './control-buttons.js';
import { Progress } from './progress.js';
import { ageText, runTimes } from './run-times.js';
import { StateMark } from './state-mark.js';

/** Who the run is, how far it is, what it was started with, and the buttons to steer it. */
export function RunHeader({ run }: { readonly run: RunSummary }): VNode {
  const book = dashboard.book(run.key);
  book.observe();
  return (
    <section class="run-header card" aria-label="This run">
      <div class="line">
        <button type="button" class="back" onClick={() => navigate({ kind: 'overview' })}>
          ← all runs
        </button>
        <h1>{run.name}</h1>
        <StateMark state={run.state} />
        <span class="grow muted">{outcome(run, book.result)}</span>
        <ControlButtons run={run} />
      </div>
      <div class="line">
        <Progress run={run} />
        {run.fraction !== undefined && <span class="figure">{`${String(Math.floor(run.fraction * 100))} %`}</span>}
      </div>
      <dl class="facts">
        <Fact name="step" value={steps(run)} />
        <Fact name="speed" value={run.rate === undefined ? '–' : `${formatCount(run.rate)} steps/s`} />
        <Fact name="time" value={runTimes(run, now.value) || '–'} />
        <Fact name={run.headline?.metric ?? 'value'} value={run.headline === undefined ? '–' : run.headline.text} />
        <Fact name="created" value={ageText(run, now.value)} />
        <Fact name="id" value={`${run.namespace} / ${run.id}`} />
        {book.missed > 0 && <Fact name="lost events" value={formatCount(book.missed)} />}
      </dl>
      <Config entries={Object.entries(book.config)} />
    </section>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): VNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Config({ entries }: { readonly entries: readonly (readonly [string, unknown])[] }): VNode | null {
  const isOpen = useSignal(false);
  if (entries.length === 0) return null;
  return (
    <>
      <button type="button" class="quiet" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
        {`${isOpen.value ? '▾' : '▸'} configuration (${String(entries.length)})`}
      </button>
      {isOpen.value && (
        <dl class="facts config">
          {entries.map(([name, value]) => (
            <Fact key={name} name={name} value={typeof value === 'string' ? value : JSON.stringify(value)} />
          ))}
        </dl>
      )}
    </>
  );
}

/** In words; what a failed run died of stands in its banner. */
function outcome({ state, reason }: RunSummary, result: string | undefined): string {
  return state === 'failed' ? '' : (reason ?? result ?? '');
}

function steps({ currentStep, totalSteps }: RunSummary): string {
  if (currentStep === undefined) return '–';
  return totalSteps === undefined ? formatCount(currentStep) : `${formatCount(currentStep)} / ${formatCount(totalSteps)}`;
}
