/** The long tests: a million topics, a thousand schedules. */
import preset from '../../tools/jest/preset.mjs';

export default { ...preset, roots: ['<rootDir>/test/long'], testTimeout: 600_000 };
