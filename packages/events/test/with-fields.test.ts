import { describe, expect, it } from '@jest/globals';
import { decodeEvent, encodeEvent, InvalidEventError, logUpdate, metricsUpdate, progressUpdate, statusUpdate, withFields, type CommonFields, type TrainingEvent } from '../src/index.js';

const experimentId = 'exp_1';
const EVENTS: readonly TrainingEvent[] = [
  metricsUpdate({ experimentId, metrics: { loss: NaN, 'train/kl': -0, ['__proto__']: Infinity }, step: 3 }),
  progressUpdate({ experimentId, currentStep: 5, totalSteps: 10, rate: NaN }),
  logUpdate({ experimentId, level: 'info', message: 'fine', fields: { at: new Date(0), loss: NaN } }),
  statusUpdate({ experimentId, status: 'running' }),
];

describe.each(EVENTS)('withFields on a $type event', (event) => {
  it('gives what decoding the changed wire form gives', () => {
    const changed = withFields(event, { timestamp: 7, sequence: 2 });
    expect(changed).toEqual({ ...event, timestamp: 7, sequence: 2 });
    expect(decodeEvent(JSON.parse(JSON.stringify(encodeEvent(changed))))).toEqual(changed);
    expect(event.timestamp).not.toBe(7);
  });

  it.each<CommonFields>([{ timestamp: -1 }, { timestamp: NaN }, { sequence: 0 }, { traceparent: 'none' }])('refuses %j', (fields) => {
    expect(() => withFields(event, fields)).toThrow(InvalidEventError);
  });
});

describe('an event that was checked when it was built', () => {
  it.each(EVENTS.slice(0, 3))('cannot be changed, nor can its wire form: $type', (event) => {
    for (const object of [event, encodeEvent(event), ...(event.type === 'metrics' ? [event.metrics, (encodeEvent(event) as typeof event).metrics] : [])]) expect(Object.isFrozen(object)).toBe(true);
  });

  it('is encoded as its schema does', () => {
    for (const event of EVENTS) expect(encodeEvent(event)).toEqual(encodeEvent({ ...event }));
  });
});
