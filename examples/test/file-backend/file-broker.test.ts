import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { ConnectionError, createMessageBroker, type InvalidReport, type MessageBroker } from '@runwire/broker-core';
import { fileBackend } from './file-broker.js';

const folder = mkdtempSync(join(tmpdir(), 'runwire-file-'));
afterAll(() => { rmSync(folder, { recursive: true }); });

const create = (path: string, onInvalid?: (report: InvalidReport) => void): Promise<MessageBroker> =>
  createMessageBroker({ type: 'file', onInvalid }, { file: () => Promise.resolve(fileBackend(path)) });

it('the factory makes brokers that see each other through the file', async () => {
  const path = join(folder, 'journal.jsonl');
  await using trainer = await create(path);
  await using dashboard = await create(path);
  const steps = dashboard.subscribe<number>('training.*', { from: 'start' });
  await trainer.publish('training.step', 1);
  await steps.ready;
  await trainer.publish('training.step', 2, { save: [{ key: 'training:last', value: 2 }] });
  const seen: number[] = [];
  for await (const { data } of steps) if (seen.push(data) === 2) break;
  expect([seen, await dashboard.store.get('training:last')]).toEqual([[1, 2], 2]);
});

it('a wrong path is told when the broker is made', async () => {
  await expect(create(join(folder, 'nowhere', 'journal.jsonl'))).rejects.toThrow(ConnectionError);
});

it('a line that a crash left half written is reported, and harms no other', async () => {
  const path = join(folder, 'torn.jsonl');
  const reports: InvalidReport[] = [];
  await using broker = await create(path, (report) => reports.push(report));
  await broker.publish('training.step', 1);
  appendFileSync(path, '\n{"token":"x');
  expect(await broker.publish('training.step', 2)).toMatchObject({ offset: 2 });
  expect(reports).toEqual([{ reason: 'A line of the journal is no entry.', excerpt: '{"token":"x' }]);
});
