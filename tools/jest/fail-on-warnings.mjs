/** An unhandled rejection or a process warning (MaxListeners, deprecation) during a test file fails that file. */
import { afterAll, beforeAll } from '@jest/globals';

const problems = [];
const onRejection = (reason) => problems.push(`unhandled rejection: ${reason?.stack ?? reason}`);
const onWarning = (warning) => {
  if (warning.name !== 'ExperimentalWarning') problems.push(`process warning: ${warning.stack ?? warning}`);
};

beforeAll(() => {
  process.on('unhandledRejection', onRejection);
  process.on('warning', onWarning);
});

afterAll(() => {
  process.off('unhandledRejection', onRejection);
  process.off('warning', onWarning);
  if (problems.length > 0) throw new Error(problems.join('\n'));
});
