/** The path of the TypeScript compiler that builds and checks everything. */
export const COMPILER: string;
