import { useEffect, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import { isHelpOpen } from '../state/app-state.js';

const KEYS: readonly (readonly [string, string])[] = [
  ['/', 'search the runs'],
  ['j k', 'next, previous run'],
  ['Enter', 'open the run'],
  ['c', 'compare the run, or take it out'],
  ['space', 'hold the picture still, or go on'],
  ['t', 'dark or light'],
  ['?', 'this list'],
  ['Esc', 'close, leave the search'],
];

export function HelpDialog(): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = isHelpOpen.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  return (
    <dialog ref={dialog} aria-labelledby="help-title" onClose={() => (isHelpOpen.value = false)}>
      <h2 id="help-title">Keys</h2>
      <dl class="keys">
        {KEYS.map(([key, meaning]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={() => (isHelpOpen.value = false)}>
        close
      </button>
    </dialog>
  );
}
