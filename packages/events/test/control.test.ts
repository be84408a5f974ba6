import { describe, expect, it } from '@jest/globals';
import { controlRequest, decodeEvent } from '../src/index.js';

describe('control events', () => {
  const request = { version: 1, type: 'control-request', experimentId: 'e', timestamp: 0, requestId: 'r', action: 'pause' };
  const acknowledgement = { ...request, type: 'control-acknowledgement', state: 'applied' };

  it('have a new request id each, unless one is given', () => {
    const draft = { experimentId: 'e', action: 'pause' } as const;
    expect(controlRequest(draft).requestId).not.toBe(controlRequest(draft).requestId);
    expect(controlRequest({ ...draft, requestId: 'mine' }).requestId).toBe('mine');
  });

  it.each([{ action: 'explode' }, { action: undefined }, { requestId: '' }, { requestId: 'r'.repeat(129) }, { reason: 5 }])(
    'are refused with %p',
    (wrong) => {
      expect(() => decodeEvent({ ...request, ...wrong })).toThrow(/no valid control-request event/);
      expect(() => decodeEvent({ ...acknowledgement, ...wrong })).toThrow(/no valid control-acknowledgement event/);
    },
  );

  it.each(['requested', 'done', undefined])('are refused as an acknowledgement in the state %p', (state) => {
    expect(() => decodeEvent({ ...acknowledgement, state })).toThrow(/state is/);
  });

  it.each([0, -5, 'soon', Infinity])('refuse a heartbeat interval of %p', (intervalMs) => {
    const heartbeat = { version: 1, type: 'heartbeat', experimentId: 'e', timestamp: 0 };
    expect(() => decodeEvent({ ...heartbeat, intervalMs })).toThrow(/intervalMs is/);
  });
});
