/** Writes how many tests passed and failed to test-results/count.json, so that cached projects count too. */
import { mkdirSync, writeFileSync } from 'node:fs';

export default class CountReporter {
  onRunComplete(_contexts, results) {
    mkdirSync('test-results', { recursive: true });
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    writeFileSync('test-results/count.json', JSON.stringify({ passed: results.numPassedTests, failed, skipped }));
  }
}
