import { CLUSTER_ROWS } from './cluster-rows.js';
import type { FaultRow } from './fault-row.js';
import { LIMIT_ROWS } from './limit-rows.js';
import { PROCESS_ROWS } from './process-rows.js';
import { RANDOM_SERVER_ROW } from './random-rows.js';
import { SENTINEL_ROWS } from './sentinel-rows.js';
import { SERVER_ROWS } from './server-rows.js';

/** The fault table. */
export const ROWS: readonly FaultRow[] = [...SERVER_ROWS, ...LIMIT_ROWS, ...PROCESS_ROWS, RANDOM_SERVER_ROW, ...SENTINEL_ROWS, ...CLUSTER_ROWS];
