/** TypeScript without its types; throws what is wrong with the syntax. */
export function transpile(source: string, path: string): { readonly code: string; readonly map: unknown };
