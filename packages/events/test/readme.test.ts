/** The samples of the README are run by the tests of the documentation. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { eventSchemas } from '../src/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it.each(Object.keys(eventSchemas))('lists the event %s', (type) => {
    expect(readme).toContain(`| \`${type}\` |`);
  });
});
