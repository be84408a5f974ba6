import { expect, it } from '@jest/globals';
import { remainsOf } from '../short-lived-topics.js';

it('gives the memory of a million short-lived topics and keys back', async () => {
  const remains = await remainsOf(1_000_000);
  console.info(`after 1 000 000 topics and keys: ${(remains / 1024 / 1024).toFixed(2)} MiB remain`);
  expect(remains).toBeLessThan(4 * 1024 * 1024);
}, 600_000);
