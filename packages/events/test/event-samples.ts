/** One full and one minimal draft of every event, for the tests that must hold for all of them. */
import {
  controlAcknowledgement,
  controlRequest,
  errorUpdate,
  heartbeat,
  logUpdate,
  metricsUpdate,
  progressUpdate,
  statusUpdate,
  type TrainingEvent,
} from '../src/index.js';

const envelope = {
  experimentId: 'exp_123',
  timestamp: 1_750_000_000_000,
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  tracestate: 'vendor=1',
};

export const eventSamples: readonly TrainingEvent[] = [
  statusUpdate({ ...envelope, status: 'completed', previousStatus: 'running', reason: 'done', result: { summary: 'ok' } }),
  statusUpdate({ experimentId: 'e', status: 'created', reason: undefined, traceparent: undefined }),
  progressUpdate({ ...envelope, currentStep: 512, totalSteps: 2_048, epoch: 1.5, rate: 256 }),
  progressUpdate({ experimentId: 'e', currentStep: 0 }),
  metricsUpdate({ ...envelope, metrics: { 'train/value_loss': NaN, 'rollout/ep_rew_mean': 1.5 }, step: 512 }),
  metricsUpdate({ experimentId: 'e', metrics: {} }),
  logUpdate({ ...envelope, level: 'warn', message: 'slow', logger: 'ppo', fields: { lag: [1, { ms: 2 }] } }),
  logUpdate({ experimentId: 'e', level: 'debug', message: '' }),
  errorUpdate({ ...envelope, error: new Error('outer', { cause: new TypeError('inner') }), fatal: true }),
  errorUpdate({ experimentId: 'e', error: 'a thrown string' }),
  heartbeat({ ...envelope, intervalMs: 5_000 }),
  heartbeat({ experimentId: 'e' }),
  controlRequest({ ...envelope, requestId: 'r1', action: 'stop', reason: 'enough', expiresAt: 1_750_000_060_000 }),
  controlRequest({ experimentId: 'e', action: 'checkpoint' }),
  controlAcknowledgement({ ...envelope, requestId: 'r1', action: 'pause', state: 'rejected', reason: 'not running' }),
  controlAcknowledgement({ experimentId: 'e', requestId: 'r1', action: 'resume', state: 'applied' }),
];

/** What a subscriber in another process gets of a wire form. */
export function overTheWire(wire: unknown): unknown {
  return JSON.parse(JSON.stringify(wire));
}
