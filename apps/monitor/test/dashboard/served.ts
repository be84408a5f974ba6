import { MemoryBroker } from '@runwire/broker-memory';
import { TrainingChannel } from '@runwire/channels';
import { startDashboard, type Dashboard, type DashboardOptions } from '../../src/dashboard/start-dashboard.js';
import { FakeTrainer } from '../fake-trainer.js';

/** A dashboard over a memory broker, with a trainer to feed it. */
export interface Served extends AsyncDisposable {
  readonly dashboard: Dashboard;
  readonly broker: MemoryBroker;
  readonly trainer: FakeTrainer;
  /** Without a slash at its end. */
  readonly origin: string;
}

interface ServeOptions extends Partial<DashboardOptions> {
  /** When a silent trainer counts as stale, and when as lost. */
  readonly patience?: { readonly staleAfterMs: number; readonly lostAfterMs: number };
}

export async function serve({ patience = { staleAfterMs: 60_000, lostAfterMs: 120_000 }, ...options }: ServeOptions = {}): Promise<Served> {
  const broker = new MemoryBroker();
  const dashboard = await startDashboard({ channel: new TrainingChannel({ broker, ...patience }), broker, port: 0, ...options });
  const close = async (): Promise<void> => {
    await dashboard.close();
    await broker.close();
  };
  return { dashboard, broker, trainer: new FakeTrainer(broker), origin: new URL(dashboard.url).origin, [Symbol.asyncDispose]: close };
}
