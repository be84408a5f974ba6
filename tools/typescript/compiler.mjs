/** The path of the TypeScript compiler that builds and checks everything: the native one, beside the one whose API the linter and the tests use. */
import { createRequire } from 'node:module';

export const COMPILER = createRequire(import.meta.url).resolve('typescript-native/package.json').replace(/package\.json$/, 'bin/tsc');
