import { describe } from '@jest/globals';
import { SENTINEL_ROWS } from './faults/sentinel-rows.js';
import { testRows } from './faults/test-rows.js';

describe('the fault table, through Sentinel', () => {
  testRows(SENTINEL_ROWS);
});
