/** `npm run demo`: builds the monitor, quietly, and starts its demo. Arguments go to the demo. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NX = join(ROOT, 'node_modules/nx/dist/bin/nx.js');

if (!existsSync(NX)) {
  console.error('The dependencies are not installed: run `npm ci` first.');
  process.exit(1);
}

console.log('Building Runwire …');
const build = spawnSync(process.execPath, [NX, 'run-many', '-t', 'build', '-p', '@runwire/monitor', '--batch', '--outputStyle=static', '--skip-sync'], {
  cwd: ROOT,
  encoding: 'utf8',
  env: { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', NX_ISOLATE_PLUGINS: 'false' },
});
if (build.status !== 0) {
  console.error(`${build.stdout}${build.stderr}The build failed, so there is no demo.`);
  process.exit(1);
}

const demo = spawn(process.execPath, [join(ROOT, 'apps/monitor/bin/runwire-monitor.js'), 'demo', ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    const fromTerminal = signal === 'SIGINT' && process.stdin.isTTY; // then the demo has had it, too
    if (!fromTerminal) demo.kill(signal);
  });
}
demo.on('exit', (code, signal) => {
  process.exitCode = code ?? 128 + constants.signals[signal];
});
