import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

import { transpile } from '../../../tools/typescript/transpile.mjs';

const PACKAGE = new URL('..', import.meta.url);
const OUTPUT = new URL('test-results/node-runner/', PACKAGE);

/** What a backend's author writes. */
const PROGRAM = `
  import { describe, it } from 'node:test';
  import { brokerConformance } from '@runwire/broker-core/conformance';
  import { MemoryHarness } from './memory-harness.js';
  brokerConformance({ describe, it }, new MemoryHarness());
`;

/** The harness as JavaScript, on the built package instead of the sources. */
function compile(name: string): void {
  const { code } = transpile(readFileSync(new URL(`test/${name}.ts`, PACKAGE), 'utf8'), `${name}.ts`);
  writeFileSync(new URL(`${name}.js`, OUTPUT), code.replaceAll('../src/', '../../dist/'));
}

it('the conformance suite runs under node:test on the built packages', () => {
  mkdirSync(OUTPUT, { recursive: true });
  for (const name of ['rewindable-backend', 'faulty-backend', 'memory-harness']) compile(name);
  writeFileSync(new URL('conformance.js', OUTPUT), PROGRAM);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_')));
  const { stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', 'conformance.js'], { cwd: OUTPUT, encoding: 'utf8', env, timeout: 50_000 });
  const count = (name: string): number => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(stdout)?.[1]);
  expect(stdout.split('\n').filter((line) => /^\s*not ok /.test(line))).toEqual([]);
  expect([count('fail'), count('cancelled')]).toEqual([0, 0]);
  expect(count('pass')).toBeGreaterThan(250);
}, 60_000);
