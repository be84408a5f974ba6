import { describe, expect, it } from '@jest/globals';
import { decodeEvent, encodeEvent, logUpdate, MAX_LOG_MESSAGE_LENGTH, type LogUpdateDraft } from '../src/index.js';
import { overTheWire } from './event-samples.js';

const wire = { version: 1, type: 'log', experimentId: 'e', timestamp: 0, level: 'info', message: 'm' };

function roundTrip(draft: Omit<LogUpdateDraft, 'experimentId' | 'level'>): unknown {
  return decodeEvent(overTheWire(encodeEvent(logUpdate({ experimentId: 'e', level: 'info', ...draft }))));
}

const hostileTexts = {
  HTML: '<script>alert(1)</script>&amp;',
  'ANSI escapes': '\u001b[2J\u001b]8;;http://x\u0007link',
  C1: 'a\u009b31m\u0085b',
  bidi: 'user\u202e\u2066txt.exe\u2069',
  'line breaks': 'a\r\nb\u2028c\u2029d',
  NUL: 'a\0b',
  'a lone surrogate': 'a\ud800b',
  'a format string': '%s %n ${x} {{x}}',
};

describe('the log', () => {
  it.each(Object.entries(hostileTexts))('carries %s literally, in message, logger and fields', (_name, text) => {
    const draft = { message: text, logger: text, fields: { [text]: [text] } };
    expect(roundTrip(draft)).toMatchObject(draft);
  });

  it('cuts a message over the limit, and says so, between whole characters', () => {
    const { message } = logUpdate({ experimentId: 'e', level: 'info', message: '😀'.repeat(MAX_LOG_MESSAGE_LENGTH) });
    expect(message.length).toBeLessThanOrEqual(MAX_LOG_MESSAGE_LENGTH);
    expect(message).toMatch(/^(😀)+… \[131072 characters, cut\]$/u);
    const exact = 'x'.repeat(MAX_LOG_MESSAGE_LENGTH);
    expect(logUpdate({ experimentId: 'e', level: 'info', message: exact }).message).toBe(exact);
  });

  it.each([
    { message: 'x'.repeat(MAX_LOG_MESSAGE_LENGTH + 1) },
    { message: 5 },
    { message: undefined },
    { level: 'trace' },
    { level: 3 },
    { fields: [] },
    { fields: 'x' },
    { logger: null },
  ])('refuses what a publisher must not send: %#', (wrong) => {
    expect(() => decodeEvent({ ...wire, ...wrong })).toThrow(/This is no valid log event/);
  });

  it('reads an unknown level of a newer version as info, and keeps the word', () => {
    expect(decodeEvent({ ...wire, version: 2, level: 'trace' })).toMatchObject({ level: 'info', originalLevel: 'trace' });
    expect(decodeEvent({ ...wire, version: 2, level: 'warn' })).toEqual({ ...wire, version: 2, level: 'warn' });
  });
});

describe('the fields of a log', () => {
  it('become what JSON carries, with words for non-finite numbers', () => {
    const fields = { loss: NaN, at: new Date(0), none: undefined, deep: [{ rate: -Infinity }], zero: -0 };
    expect(roundTrip({ message: '', fields })).toHaveProperty('fields', {
      loss: 'NaN',
      at: '1970-01-01T00:00:00.000Z',
      deep: [{ rate: '-Infinity' }],
      zero: 0,
    });
  });

  it('keep __proto__ and constructor as own keys, and pollute nothing', () => {
    const text = '{"__proto__":{"polluted":1},"a":{"__proto__":2,"constructor":3}}';
    const received = roundTrip({ message: '', fields: JSON.parse(text) as Record<string, unknown> });
    expect(JSON.stringify(received)).toContain(`"fields":${text}`);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  it.each([{ big: 1n }, cycle, deep(100_000)])('are refused when JSON cannot carry them: %#', (fields) => {
    expect(() => roundTrip({ message: '', fields })).toThrow(/fields is an object, JSON cannot carry it/);
  });
});

function deep(depth: number): Record<string, unknown> {
  let value: Record<string, unknown> = {};
  for (let i = 0; i < depth; i += 1) value = { value };
  return value;
}
