const moduleIn = (folder) => (name) => ({ module: new URL(`${folder}/${name}.mjs`, import.meta.url) });

export const work = (name) => new URL(`work/${name}.mjs`, import.meta.url);
export const contender = moduleIn('contenders');
export const replayer = moduleIn('replay');
export const keeper = moduleIn('state');
