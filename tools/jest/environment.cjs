/**
 * Node, and a process warning (MaxListeners, deprecation) during a test file fails that file. It listens here because
 * tests see a copy of `process`, which gets no events. Jest itself fails a test that leaves a rejection unhandled.
 */
const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
  warnings = [];
  onWarning = (warning) => {
    if (warning.name !== 'ExperimentalWarning') this.warnings.push(warning.stack ?? String(warning));
  };

  async setup() {
    await super.setup();
    process.on('warning', this.onWarning);
  }

  async teardown() {
    await new Promise(setImmediate); // a warning is emitted a tick after its cause
    process.off('warning', this.onWarning);
    await super.teardown();
    if (this.warnings.length > 0) throw new Error(`process warning: ${this.warnings.join('\n')}`);
  }
};
