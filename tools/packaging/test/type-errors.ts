import type { EmptyFolder } from './empty-folder.js';
import { runProgram } from './run-program.js';

/** Declarations are checked, too, but TypeScript's own; the libraries are those of a project that names none; there is no @types package. */
const COMPILER_OPTIONS = { module: 'nodenext', target: 'es2022', strict: true, skipDefaultLibCheck: true, skipLibCheck: false, noEmit: true, types: [] };
const DISPOSED = `import { createMessageBroker } from '@runwire/broker-core';

export async function firstTopic(): Promise<string> {
  await using broker = await createMessageBroker({ type: 'memory' });
  await using subscription = broker.subscribe('*', { from: 'start' });
  for await (const { topic } of subscription) return topic;
  return '';
}
`;

/** What a TypeScript compiler has against a program that imports and requires these modules; nothing, one hopes. */
export async function typeErrors(folder: EmptyFolder, modules: readonly string[], compiler: string): Promise<string> {
  await folder.write('tsconfig.json', JSON.stringify({ compilerOptions: COMPILER_OPTIONS, include: ['consumer-*'] }));
  await folder.write('consumer-import.mts', modules.map((name, index) => `import * as imported${index} from '${name}';\nexport { imported${index} };\n`).join(''));
  await folder.write('consumer-require.cts', modules.map((name, index) => `import required${index} = require('${name}');\nexport { required${index} };\n`).join(''));
  if (modules.includes('@runwire/broker-core')) await folder.write('consumer-disposed.mts', DISPOSED);
  const nodenext = await runProgram(process.execPath, [compiler, '-p', '.'], { cwd: folder.dir });
  return nodenext.stdout + nodenext.stderr;
}
