import { TrainingChannel } from '@runwire/channels';

const ID = 'exp_bench';

/** A run over the broker of this configuration, with every default of `startRun` but the demo's. */
export async function startRunWith(config) {
  const channel = new TrainingChannel({ namespace: 'bench', broker: config });
  await channel.deleteExperiment(ID);
  const run = await channel.startRun(ID, { totalSteps: 1_000_000, metricsEveryMs: 0 });
  const publish = {
    progress: (progress) => channel.publishProgress(ID, progress),
    metrics: (metrics) => channel.publishMetrics(ID, metrics),
    log: (message) => channel.publishLog(ID, message),
  };
  return {
    progress: (progress) => run.progress(progress),
    metrics: (metrics, step) => run.metrics(metrics, { step }),
    log: (message) => run.log(message),
    flush: () => run.flush(),
    publish: (kind, data) => publish[kind](data),
    async end() {
      await run.complete();
      if (run.problems > 0) throw new Error(`${run.problems} reports were refused`);
      await (await channel.broker()).close();
    },
  };
}
