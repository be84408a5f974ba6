import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url));
/** Milliseconds one measurement may take. */
const DEADLINE_MS = 60_000;

/** One measurement in a process of its own. @returns {Promise<Record<string, number>>} its figures */
export function measureApart({ work, contender, size, isQuick, context }) {
  const child = fork(CHILD, { execArgv: ['--expose-gc'], serialization: 'json' });
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const name = `${work.pathname.split('/').at(-1)} of ${contender.module.pathname.split('/').at(-1)} at ${size}`;
  return new Promise((resolve, reject) => {
    let outcome = { error: `no result within ${DEADLINE_MS} ms, or a crash` };
    child.once('message', (message) => {
      outcome = message;
    });
    child.once('exit', () => {
      clearTimeout(deadline);
      if (outcome.figures === undefined) reject(new Error(`${name}: ${outcome.error}`));
      else resolve(outcome.figures);
    });
    child.send({ work: work.href, contender: contender.module.href, options: { size, isQuick, context } });
  });
}
