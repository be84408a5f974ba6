/** The thread of a heartbeat: it has a connection of its own, so that it beats while the trainer's thread computes. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import type { BrokerConfig, HistoryPolicy } from '@runwire/broker-core';
import { TrainingPublisher } from './training-publisher.js';

/** What the thread is told. */
export interface HeartbeatJob {
  readonly config: BrokerConfig;
  readonly namespace: string;
  readonly id: string;
  readonly intervalMs: number;
  readonly history: HistoryPolicy;
}

function work({ config, namespace, id, intervalMs, history }: HeartbeatJob): void {
  const channel = new TrainingPublisher({ namespace, broker: config, history: { heartbeat: history } });
  let isBeating = false;
  const beat = async (): Promise<void> => {
    if (isBeating) return;
    isBeating = true;
    try {
      await channel.publishHeartbeat(id, { intervalMs });
    } catch {
      // The connection is lost, and the next beat tries again: until then the silence is the message.
    } finally {
      isBeating = false;
    }
  };
  const timer = setInterval(() => void beat(), intervalMs);
  void beat();
  parentPort?.once('message', () => {
    clearInterval(timer);
    void channel.broker().then((broker) => broker.close(), () => undefined);
  });
}

// What the thread is told comes from `Heartbeat`, which types it.
if (!isMainThread) work(workerData as HeartbeatJob);
