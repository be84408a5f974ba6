/** The one jest configuration: TypeScript from source, as ES modules. */
import { fileURLToPath } from 'node:url';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

export default {
  rootDir: process.cwd(),
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: here('./environment.cjs'),
  testEnvironmentOptions: { customExportConditions: ['@runwire/source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  resolver: here('./resolver.cjs'),
  transform: { '\\.ts$': here('./transform.mjs') },
  reporters: ['default', here('./count-reporter.mjs')],
  testTimeout: 60_000,
};
