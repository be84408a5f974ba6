import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { callCli } from './call-cli.js';

let folder = '';
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'trainer-'))));
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe('the plan', () => {
  it('is printed by --dry-run, one experiment after the other', async () => {
    const { exitCode, stdout } = await callCli(['--dry-run', '--id', 'a', '--sweep', 'learning-rate=1e-4,3e-4', '--steps', '900', '--market-bars', '3000']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('a-1  default market, learning-rate 0.0001  (3000 prices)\n    totalSteps 900,');
    expect(stdout).toContain('a-2  default market, learning-rate 0.0003');
  });

  it('is printed as JSON where that is asked for', async () => {
    const { stdout } = await callCli(['--dry-run', '--json', '--experiments', '2', '--id', 'a', '--market-bars', '3000']);
    const plans = stdout.trim().split('\n').map((line) => JSON.parse(line) as { experiment: string });
    expect(plans.map(({ experiment }) => experiment)).toEqual(['a-1', 'a-2']);
  });

  it('is read from a file, and flags win', async () => {
    const config = await file('c.json', '{"experiments": 3, "steps": 700, "market": "easy", "marketBars": 5000, "id": "f", "learningRate": 0.01}');
    const { stdout } = await callCli(['--dry-run', '--config', config, '--experiments', '1', '--steps', '800', '--market', 'control', '--market-bars', '3000']);
    expect(stdout).toMatch(/^f {2}control market, agent seed 1 .*\n {4}totalSteps 800, .*learningRate 0.01/);
  });

  it('takes prices by flag over a market in the file', async () => {
    const config = await file('m.json', '{"market": "easy", "marketSeed": 4}');
    const prices = await file('p.csv', `close\n${Array.from({ length: 2_000 }, (_, at) => 1 + (at % 7) / 100).join('\n')}\n`);
    expect(await callCli(['--dry-run', '--config', config, '--data', prices])).toMatchObject({ exitCode: 0, stderr: '' });
  });
});

describe('wrong usage ends with exit code 2 and one line', () => {
  it.each([
    [['--stepps', '5'], /unknown option '--stepps'\n\(Did you mean --steps\?\)\n\(runwire-trainer --help/],
    [['--steps', 'many'], /--steps.*many.*Give a number/],
    [['--steps', '0'], /steps is 0; give a whole number from 1/],
    [['--market', 'wild'], /Allowed choices are default, easy, control/],
    [['--sweep', 'colour=1,2'], /"colour" is no setting that is a number/],
    [['--sweep', 'hidden'], /Give values, as in/],
    [['--sweep', 'hidden=8,'], /Give a number/],
    [['surplus'], /too many arguments/],
    [['--namespace', 'a b'], /--namespace.*'a b'.*Give 1 to 128/],
    [['--id', 'a b'], /id is "a b"; give 1 to 128/],
    [['--resume'], /--resume needs --checkpoint-dir/],
    [['--resume', '--checkpoint-dir', 'x', '--steps', '5'], /leave --config and the settings out/],
    [['--resume', '--checkpoint-dir', 'no-such-folder'], /no-such-folder cannot be read/],
    [['--config', 'no-such-file.json'], /no-such-file\.json: it cannot be read/],
    [['--data', 'no-such-file.csv'], /no-such-file\.csv: it cannot be read/],
  ])('%j', async (args, message) => {
    const { exitCode, stdout, stderr } = await callCli(args);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(3); // a name that may be meant, and where all are listed
  });

  it.each([
    ['negative.csv', 'close\n1.1\n-2\n', 'line 3: the price "-2" is not a number above 0'],
    ['column.csv', 'open\n1.1\n1.2\n', 'line 1: the header has "open", but no column "close" or "rate"'],
    ['empty.csv', '', 'the file is empty'],
    ['latin.csv', Uint8Array.of(0x63, 0x6c, 0x6f, 0x73, 0x65, 0x0a, 0xe9, 0x0a), 'line 2: the text is not UTF-8'],
  ])('bad prices: %s', async (name, content, message) => {
    const path = await file(name, content);
    const { exitCode, stderr } = await callCli(['--data', path]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`runwire-trainer: ${path}`);
    expect(stderr).toContain(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it.each([
    ['{"steps": "many"}', /bad\.json: .*steps is "many"; give a number/],
    ['{"stepps": 1}', /stepps is unknown; did you mean steps\?/],
    ['{"sweep": {"hidden": []}}', /sweep\.hidden is \[\]; give a list of at least 1/],
    ['[1]', /it is no JSON object/],
    ['{\n"steps": 1,\n"seed" 2}', /bad\.json, line 3: it is no JSON/],
  ])('a config file with %s', async (content, message) => {
    const { exitCode, stderr } = await callCli(['--config', await file('bad.json', content)]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
  });
});

it('explains itself by --help, with exit code 0', async () => {
  const { exitCode, stdout } = await callCli(['--help']);
  expect(exitCode).toBe(0);
  for (const word of ['--experiments', '--sweep', '--nan-at', '--resume', 'MESSAGE_BROKER_TYPE', 'Exit codes']) expect(stdout).toContain(word);
});
