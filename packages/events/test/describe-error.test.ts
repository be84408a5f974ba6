import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  decodeEvent,
  describeError,
  encodeEvent,
  errorUpdate,
  MAX_CAUSES,
  MAX_ERROR_MESSAGE_LENGTH,
  MAX_STACK_LENGTH,
  type ErrorDescription,
} from '../src/index.js';
import { overTheWire } from './event-samples.js';

describe('describing what was thrown', () => {
  it('tells name, message, stack, code and causes of an error', () => {
    const inner = Object.assign(new TypeError('inner'), { code: 'EINNER' });
    const description = describeError(new RangeError('outer', { cause: inner }));
    expect(description).toMatchObject({ name: 'RangeError', message: 'outer' });
    expect(description.stack).toContain('RangeError: outer');
    expect(description.cause).toMatchObject({ name: 'TypeError', message: 'inner', code: 'EINNER' });
  });

  it('knows an error of another realm', () => {
    const foreign: unknown = runInNewContext('new SyntaxError("foreign")');
    expect(describeError(foreign)).toMatchObject({ name: 'SyntaxError', message: 'foreign' });
  });

  it.each([
    ['boom', 'boom'],
    [undefined, 'undefined'],
    [null, 'null'],
    [42, '42'],
    [10n, '10'],
    [Symbol('s'), 'Symbol(s)'],
    [{ status: 500 }, '{"status":500}'],
    [[1, 2], '[1,2]'],
    [Object.create(null), '{}'],
    [{ toJSON: () => undefined }, '[object Object]'],
  ])('prints what is no error: %p', (thrown: unknown, message) => {
    expect(describeError(thrown)).toEqual({ name: 'NonError', message });
  });

  it('follows the first member of an AggregateError', () => {
    expect(describeError(new AggregateError([new Error('first'), new Error('second')], 'all failed'))).toMatchObject({
      name: 'AggregateError',
      cause: { message: 'first' },
    });
  });

  it('stops at a circle of causes and at the depth limit', () => {
    const circle = new Error('circle');
    circle.cause = new Error('half way', { cause: circle });
    expect(messages(describeError(circle))).toEqual(['circle', 'half way']);
    expect(messages(describeError(nested(50)))).toHaveLength(1 + MAX_CAUSES);
  });

  it('survives getters that throw, revoked proxies and what cannot be printed', () => {
    const hostile = {
      get message(): string {
        throw new Error('no');
      },
      toJSON(): never {
        throw new Error('no');
      },
    };
    expect(describeError(hostile)).toEqual({ name: 'NonError', message: 'A value that cannot be printed.' });
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    expect(describeError(proxy).name).toBe('NonError');
  });

  it('cuts long texts', () => {
    const error = Object.assign(new Error('m'.repeat(1e6)), { name: 'N'.repeat(1e4), stack: 's'.repeat(1e6) });
    const { name, message, stack = '' } = describeError(error);
    expect([name.length, message.length, stack.length]).toEqual([256, MAX_ERROR_MESSAGE_LENGTH, MAX_STACK_LENGTH]);
  });

  it('makes an event of whatever is thrown, that comes back from the wire as it was', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true, withSparseArray: true }), (thrown) => {
        const event = errorUpdate({ experimentId: 'e', error: thrown });
        expect(decodeEvent(overTheWire(encodeEvent(event)))).toEqual(event);
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});

describe('an error event from a foreign publisher', () => {
  const wire = { version: 1, type: 'error', experimentId: 'e', timestamp: 0, fatal: false };

  it('loses the causes that are too deep, even at a depth that would exhaust the stack', () => {
    const error = Array.from({ length: 20_000 }).reduce<object>((cause) => ({ name: 'E', message: 'm', cause }), {
      name: 'E',
      message: 'innermost',
    });
    const event = decodeEvent({ ...wire, error });
    expect(messages(event['error'] as ErrorDescription)).toHaveLength(1 + MAX_CAUSES);
  });

  it.each([null, 'text', [], {}, { name: 1, message: 'm' }, { name: 'E', message: 'm', cause: null }])(
    'is refused with the cause %p',
    (cause) => {
      expect(() => decodeEvent({ ...wire, error: { name: 'E', message: 'm', cause } })).toThrow(/error\.cause/);
    },
  );

  it('keeps unknown fields of errors and causes', () => {
    const error = { name: 'E', message: 'm', errno: 1, cause: { name: 'C', message: 'c', errno: 2 } };
    expect(decodeEvent({ ...wire, error })).toEqual({ ...wire, error });
  });

  it.each([{ error: 'boom' }, { error: null }, { fatal: 'yes' }, { fatal: undefined }])('is refused with %p', (wrong) => {
    expect(() => decodeEvent({ ...wire, error: { name: 'E', message: 'm' }, ...wrong })).toThrow(/no valid error event/);
  });
});

function nested(depth: number): Error {
  return depth === 0 ? new Error('innermost') : new Error(String(depth), { cause: nested(depth - 1) });
}

function messages(description: ErrorDescription): string[] {
  return [description.message, ...(description.cause === undefined ? [] : messages(description.cause))];
}
