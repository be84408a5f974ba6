export const work = (name) => new URL(`work/${name}.mjs`, import.meta.url);
export const contender = (name) => ({ module: new URL(`contenders/${name}.mjs`, import.meta.url) });
