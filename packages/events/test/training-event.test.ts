import { describe, expect, it } from '@jest/globals';
import {
  controlAcknowledgement,
  controlRequest,
  decodeEvent,
  encodeEvent,
  eventSchemas,
  InvalidEventError,
  MAX_REASON_LENGTH,
  statusUpdate,
  type TrainingEvent,
} from '../src/index.js';
import { eventSamples, overTheWire } from './event-samples.js';

const unknownType: unknown = expect.objectContaining({ code: 'UNKNOWN_EVENT_TYPE' });
const wire = { version: 1, experimentId: 'exp_123', timestamp: 5 };

describe('every event', () => {
  it('has a sample here', () => {
    expect(new Set(eventSamples.map(({ type }) => type))).toEqual(new Set(Object.keys(eventSchemas)));
  });

  it.each(eventSamples)('comes back from the wire as it was: $type', (event) => {
    expect(decodeEvent(overTheWire(encodeEvent(event)))).toStrictEqual(event);
  });

  it.each(eventSamples)('is written as what JSON carries, and nothing else: $type', (event) => {
    const wire = encodeEvent(event);
    expect(overTheWire(wire)).toStrictEqual(wire);
  });

  it.each(eventSamples)('keeps fields this version does not know: $type', (event) => {
    const extended = { ...event, addedLater: { deep: [1] }, constructor: 'text' } as TrainingEvent;
    expect(decodeEvent(overTheWire(encodeEvent(extended)))).toEqual(extended);
  });

  it.each(eventSamples)('is read from a newer version as far as it is understood: $type', (event) => {
    const newer = { ...event, version: 2, addedLater: true };
    expect(decodeEvent(overTheWire(encodeEvent(newer)))).toEqual(newer);
  });

  it.each(eventSamples)('is decoded without changing frozen data: $type', (event) => {
    const data = deepFreeze(overTheWire(encodeEvent(event)));
    expect(decodeEvent(data)).toEqual(event);
  });

  it.each(eventSamples)('is refused when a common field is wrong: $type', (event) => {
    const data = encodeEvent(event);
    for (const wrong of [
      { version: 0 },
      { version: '1' },
      { version: 1.5 },
      { experimentId: '' },
      { experimentId: 'a.b' },
      { experimentId: 'a'.repeat(129) },
      { timestamp: '2026-01-01' },
      { timestamp: -1 },
      { timestamp: Infinity },
      { traceparent: 'nonsense' },
      { traceparent: `00-${'0'.repeat(32)}-00f067aa0ba902b7-01` },
      { tracestate: 'x'.repeat(513) },
    ]) {
      expect(() => decodeEvent({ ...data, ...wrong })).toThrow(InvalidEventError);
    }
  });
});

describe('a reason, which is often the message of an error', () => {
  const reason = 'x'.repeat(MAX_REASON_LENGTH + 1);
  const built = [
    statusUpdate({ experimentId: 'e', status: 'failed', reason }),
    controlRequest({ experimentId: 'e', action: 'pause', reason }),
    controlAcknowledgement({ experimentId: 'e', requestId: 'r', action: 'pause', state: 'rejected', reason }),
  ];

  it.each(built)('is cut by the builder, and does not cost the event: $type', (event) => {
    expect(event.reason).toHaveLength(MAX_REASON_LENGTH);
    expect(event.reason).toMatch(/x… \[4097 characters, cut\]$/);
    expect(() => decodeEvent({ ...event, reason })).toThrow(/reason is "x+…", Too big/);
  });
});

describe('what is no event of this version', () => {
  it.each([undefined, null, 7, 'status', [], [wire]])('refuses %p', (data) => {
    expect(() => decodeEvent(data)).toThrow(/no event; publish what encodeEvent gives/);
  });

  it.each(['evaluation', '__proto__', 'constructor', 'toString', '', undefined, 3])('refuses the type %p as unknown', (type) => {
    const decode = () => decodeEvent({ ...wire, type });
    expect(decode).toThrow(unknownType);
    expect(decode).toThrow(/known types are status, progress, metrics/);
  });

  it('advises an update when the event is of a newer version', () => {
    expect(() => decodeEvent({ ...wire, version: 3, type: 'evaluation' })).toThrow(/version 3.*update @runwire\/events/);
    expect(() => decodeEvent({ ...wire, version: 3, type: 'status', status: 'archived' })).toThrow(/update @runwire/);
    expect(() => decodeEvent({ ...wire, type: 'status', status: 'archived' })).not.toThrow(/update @runwire/);
  });

  it('names the field, its value and what is expected', () => {
    expect(() => decodeEvent({ ...wire, type: 'status', status: 'runing' })).toThrow(
      /This is no valid status event: status is "runing", expected one of "created"/,
    );
  });

  it('takes no prototype from the data', () => {
    const data: unknown = JSON.parse(
      '{"version":1,"type":"status","experimentId":"e","timestamp":0,"status":"lost","__proto__":{"polluted":1}}',
    );
    expect(Object.getPrototypeOf(decodeEvent(data)) === Object.prototype).toBe(true);
    expect(decodeEvent(data)['polluted']).toBeUndefined();
  });

  it('keeps the message of an error short, whatever the data', () => {
    const names = Array.from({ length: 50 }, (_, i) => [`${'n'.repeat(10_000)}${String(i)}`, 'v'.repeat(10_000)] as const);
    const data = { ...wire, type: 'metrics', metrics: Object.fromEntries(names) };
    expect(messageOf(() => decodeEvent(data)).length).toBeLessThan(3_000);
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  throw new Error('It did not throw.');
}

function deepFreeze(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze);
  return value;
}
