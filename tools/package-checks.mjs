/** Are the built packages fit to publish? publint, strict, on what `npm pack` would take. */
import { relative } from 'node:path';

import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

/** Checks the published packages among the projects; returns a line for each problem. */
export async function checkPackages(projects) {
  const published = projects.filter(({ root }) => root.startsWith('packages/'));
  const reports = await Promise.all(published.map(check));
  return reports.flat();
}

async function check({ name, root }) {
  const { messages, pkg } = await publint({ pkgDir: root, strict: true, level: 'warning' });
  return messages.map((message) => `${name}: publint: ${formatMessage(message, pkg, { color: false }) ?? message.code} (${relative('.', root)})`);
}
