import { readFile } from 'node:fs/promises';

/** The packages that a README says to install: what follows `npm install` in its first such line. */
export async function installCommand(readme: string): Promise<readonly string[]> {
  const command = /^npm install ([^#\n]*)/m.exec(await readFile(readme, 'utf8'));
  if (command?.[1] === undefined) throw new Error(`${readme} does not say what to install; it needs a line that begins with "npm install".`);
  return command[1].trim().split(/ +/);
}
