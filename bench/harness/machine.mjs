import { availableParallelism } from 'node:os';

/** What the figures were measured on, as far as it matters to read them. */
export const describeMachine = () => `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} cores.`;
