/** `npm run schemas` writes the files anew, unless the change would break somebody. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { breakingChanges } from './breaking-changes.js';
import { jsonSchemas, type JsonSchema } from './json-schemas.js';

const folder = new URL('../schemas/', import.meta.url);
const generated = [...jsonSchemas()];
const committed = new Map(
  readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as JsonSchema]),
);

describe('the committed JSON Schemas', () => {
  it.each(generated)('change only by additions: %s', (name, schema) => {
    expect(breakingChanges(committed.get(name) ?? {}, committed.has(name) ? schema : {})).toEqual([]);
  });

  it('all describe something that exists', () => {
    expect(generated.map(([name]) => name)).toEqual(expect.arrayContaining([...committed.keys()]));
  });

  it.each(generated)('are up to date, else run `npm run schemas`: %s', (name, schema) => {
    const breaks = breakingChanges(committed.get(name) ?? schema, schema);
    const text = `${JSON.stringify(schema, null, 2)}\n`;
    if (process.env['WRITE_SCHEMAS'] === '1' && breaks.length === 0) writeFileSync(new URL(name, folder), text);
    expect(readFileSync(new URL(name, folder), 'utf8')).toBe(text);
  });
});
