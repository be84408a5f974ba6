/** Are the built packages fit to publish (publint, strict, on what `npm pack` would take), and is nothing in the workspace unused or in a circle (knip)? */
import { execFile } from 'node:child_process';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/** Checks the published packages among the projects; returns a line for each problem. */
export async function checkPackages(projects) {
  const published = projects.filter(({ root }) => root.startsWith('packages/'));
  const reports = await Promise.all(published.map(check));
  return reports.flat();
}

/** Files, exports and dependencies that nobody uses, and files that import each other in a circle; resolves with a problem, or none. */
export function checkUse() {
  const knip = fileURLToPath(new URL('../node_modules/knip/bin/knip.js', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, [knip, '--no-progress', '--no-config-hints'], (error, stdout, stderr) => {
      resolve(error === null ? [] : [`knip (see knip.json):\n${stdout}${stderr}`]);
    });
  });
}

async function check({ name, root }) {
  const { messages, pkg } = await publint({ pkgDir: root, strict: true, level: 'warning' });
  return messages.map((message) => `${name}: publint: ${formatMessage(message, pkg, { color: false }) ?? message.code} (${relative('.', root)})`);
}
