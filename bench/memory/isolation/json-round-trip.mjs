export const isolate = (event) => JSON.parse(JSON.stringify(event));
