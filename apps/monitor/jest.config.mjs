import preset from '../../tools/jest/preset.mjs';

/** Its tests wait, for servers mostly, longer than they compute. */
export default { ...preset, maxWorkers: 2 };
