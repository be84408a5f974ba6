import assert from 'node:assert/strict';
import { ConflictError, InvalidMessageError, InvalidTopicError, MessageTooLargeError } from '../errors.js';
import type { StateWrite } from '../message.js';
import type { Chapter } from './chapter.js';
import { range } from './range.js';
import type { Stage } from './stage.js';

const status = (stage: Stage): string => stage.topic('exp.1.status');
const field = (stage: Stage, name: string): string => stage.key(`exp:1:${name}`);

/** Nothing was published and nothing written by a publish that was refused. */
async function assertUntouched(stage: Stage, names: readonly string[]): Promise<void> {
  assert.deepEqual(await stage.broker.store.getMany(names.map((name) => field(stage, name))), names.map(() => undefined));
  const reader = await stage.subscribe(status(stage), { from: 'start' });
  assert.equal((await stage.broker.publish(status(stage), 'fence')).offset, 1);
  assert.equal((await reader.one()).data, 'fence');
}

export function saveWithPublish({ it }: Chapter): void {
  it('has written the state when the message arrives', async (stage) => {
    const reader = await stage.subscribe(status(stage));
    for (const step of range(1, 30)) {
      const published = stage.broker.publish(status(stage), step, { save: [{ key: field(stage, 'status'), value: step }] });
      const { data } = await reader.one();
      assert.equal(await stage.broker.store.get(field(stage, 'status')), data);
      await published;
    }
  });

  it('writes and deletes several fields of the entity in one step', async (stage) => {
    await stage.broker.store.set(field(stage, 'error'), 'old');
    const save: StateWrite[] = [{ key: field(stage, 'status'), value: 'running' }, { key: field(stage, 'progress'), value: { step: 1 } }, { key: field(stage, 'error'), value: undefined }];
    await stage.broker.publish(status(stage), 'running', { save });
    const names = ['status', 'progress', 'error'].map((name) => field(stage, name));
    assert.deepEqual(await stage.broker.store.getMany(names), ['running', { step: 1 }, undefined]);
    assert.equal(await stage.broker.store.delete(field(stage, 'error')), false);
  });

  it('publishes and writes nothing when a condition does not hold, and tells the current value', async (stage) => {
    await stage.broker.store.set(field(stage, 'phase'), { name: 'done' });
    const save: StateWrite[] = [
      { key: field(stage, 'status'), value: 'running' },
      { key: field(stage, 'phase'), value: 'running', onlyIf: { equals: { name: 'queued' } } },
      { key: field(stage, 'progress'), value: 0 },
    ];
    await assert.rejects(stage.broker.publish(status(stage), 'running', { save }), (error: unknown) => {
      assert.ok(error instanceof ConflictError);
      assert.deepEqual([error.code, error.key, error.current], ['CONFLICT', field(stage, 'phase'), { name: 'done' }]);
      return true;
    });
    assert.deepEqual(await stage.broker.store.get(field(stage, 'phase')), { name: 'done' });
    await assertUntouched(stage, ['status', 'progress']);
  });

  it('tells undefined as the current value of an absent key', async (stage) => {
    const save: StateWrite[] = [{ key: field(stage, 'status'), value: 1, onlyIf: { equals: 0 } }];
    await assert.rejects(stage.broker.publish(status(stage), 1, { save }), (error: unknown) => error instanceof ConflictError && error.current === undefined);
    await assertUntouched(stage, ['status']);
  });

  it('publishes and writes when all conditions hold', async (stage) => {
    await stage.broker.store.set(field(stage, 'phase'), 'queued');
    const save: StateWrite[] = [
      { key: field(stage, 'phase'), value: 'running', onlyIf: { equals: 'queued' } },
      { key: field(stage, 'owner'), value: 'me', onlyIf: 'absent' },
    ];
    assert.equal((await stage.broker.publish(status(stage), 'running', { save })).offset, 1);
    assert.deepEqual(await stage.broker.store.getMany([field(stage, 'phase'), field(stage, 'owner')]), ['running', 'me']);
    await assert.rejects(stage.broker.publish(status(stage), 'running', { save }), ConflictError);
  });

  it('publishes nothing with a value that cannot be stored, and stores nothing with data that cannot be published', async (stage) => {
    const key = field(stage, 'status');
    const good = { key: field(stage, 'progress'), value: 1 };
    await assert.rejects(stage.broker.publish(status(stage), 1, { save: [good, { key, value: 1n }] }), InvalidMessageError);
    await assert.rejects(stage.broker.publish(status(stage), 1, { save: [good, { key, value: 'x'.repeat(2_000_000) }] }), MessageTooLargeError);
    await assert.rejects(stage.broker.publish(status(stage), 1n, { save: [good] }), InvalidMessageError);
    await assertUntouched(stage, ['status', 'progress']);
  });

  it('refuses state of another entity', async (stage) => {
    for (const key of [stage.key('exp:2:status'), stage.key('exp:1'), stage.key('exp:1:status:deep'), stage.key('status')]) {
      await assert.rejects(stage.broker.publish(status(stage), 1, { save: [{ key, value: 1 }] }), InvalidTopicError);
      assert.equal(await stage.broker.store.get(key), undefined);
    }
    await assertUntouched(stage, ['status']);
  });

  it('writes with a fire-and-forget message, too', async (stage) => {
    await stage.broker.publish(status(stage), 1, { history: false, save: [{ key: field(stage, 'status'), value: 1 }] });
    assert.equal(await stage.broker.store.get(field(stage, 'status')), 1);
    assert.deepEqual(await stage.history(status(stage)), []);
  });

  it('lets one of many concurrent conditional publishes through', async (stage) => {
    const peer = await stage.connect();
    const reader = await stage.subscribe(status(stage));
    const save: StateWrite[] = [{ key: field(stage, 'owner'), value: 'taken', onlyIf: 'absent' }];
    const outcomes = await Promise.allSettled(range(1, 30).map((name) => (name % 2 === 0 ? peer : stage.broker).publish(status(stage), name, { save })));
    assert.equal(outcomes.filter(({ status: outcome }) => outcome === 'fulfilled').length, 1);
    await stage.broker.publish(status(stage), 'fence');
    assert.deepEqual((await reader.take(2)).map(({ data, offset }) => [data, offset]), [[outcomes.findIndex(({ status: outcome }) => outcome === 'fulfilled') + 1, 1], ['fence', 2]]);
  });
}
