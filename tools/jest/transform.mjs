/** How jest reads TypeScript. */
import { createHash } from 'node:crypto';

import { TRANSPILER, transpile } from '../typescript/transpile.mjs';

export default {
  process: transpile,
  getCacheKey: (source, path) => createHash('sha256').update(`${TRANSPILER}\n${path}\n${source}`).digest('hex'),
};
