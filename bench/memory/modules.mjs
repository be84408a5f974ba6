const moduleIn = (folder) => (name) => ({ module: new URL(`${folder}/${name}.mjs`, import.meta.url) });

export const work = (name) => new URL(`work/${name}.mjs`, import.meta.url);
export const contender = moduleIn('contenders');
export const floor = moduleIn('floor');
export const isolator = moduleIn('isolation');
