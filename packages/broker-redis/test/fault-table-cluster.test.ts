import { describe } from '@jest/globals';
import { CLUSTER_ROWS } from './faults/cluster-rows.js';
import { testRows } from './faults/test-rows.js';

describe('the fault table, on a Cluster', () => {
  testRows(CLUSTER_ROWS);
});
