/** Runs the samples of the README. Where a line logs and ends in a comment, the comment is what it must print. */
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import * as events from '../src/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const samples = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, sample = '']) => sample);

describe('the README', () => {
  it.each(samples)('prints what it says: sample %#', (sample) => {
    const printed: string[] = [];
    const log = (...values: unknown[]) => void printed.push(values.map(String).join(' '));
    const body = sample.replace(/import \{(.*?)\} from '@runwire\/events';/g, 'const {$1} = events;');
    runInNewContext(body, { events, console: { log } });
    expect(printed).toEqual([...sample.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, comment]) => comment));
  });

  it('has samples', () => {
    expect(samples).toHaveLength(4);
  });

  it.each(Object.keys(events.eventSchemas))('lists the event %s', (type) => {
    expect(readme).toContain(`| \`${type}\` |`);
  });
});
