/* global structuredClone */
export const isolate = (event) => structuredClone(event);
