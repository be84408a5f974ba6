/** Runs jest for the project in the current folder, with ES modules on. Arguments are jest's. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const RESULT = 'test-results/count.json';
const LINGER_MS = 5_000;

rmSync('test-results', { recursive: true, force: true });
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--expose-gc'];
const args = process.argv.slice(2);
const child = spawn(process.execPath, [...flags, jest, ...args], { stdio: 'inherit' });
const watching = args.some((arg) => arg.startsWith('--watch'));
const timer = watching ? undefined : setInterval(expectExit, 200);
child.on('exit', (code) => {
  clearInterval(timer);
  process.exitCode = code ?? 1;
});

/** Once the result is written nothing is left to do: a process that stays has left a handle open, and would stay forever. */
function expectExit() {
  if (!existsSync(RESULT)) return;
  clearInterval(timer);
  setTimeout(failLingering, LINGER_MS).unref();
}

function failLingering() {
  console.error(`The tests ended ${LINGER_MS / 1_000} s ago, but a handle they left open keeps the process alive; find it with --detectOpenHandles.`);
  const count = JSON.parse(readFileSync(RESULT, 'utf8'));
  writeFileSync(RESULT, JSON.stringify({ ...count, failed: count.failed + 1 }));
  child.kill('SIGKILL');
}
