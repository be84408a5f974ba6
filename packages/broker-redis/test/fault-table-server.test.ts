import { describe } from '@jest/globals';
import { LIMIT_ROWS } from './faults/limit-rows.js';
import { PROCESS_ROWS } from './faults/process-rows.js';
import { RANDOM_SERVER_ROW } from './faults/random-rows.js';
import { SERVER_ROWS } from './faults/server-rows.js';
import { testRows } from './faults/test-rows.js';

describe('the fault table, on one server', () => {
  testRows([...SERVER_ROWS, ...LIMIT_ROWS, ...PROCESS_ROWS, RANDOM_SERVER_ROW]);
});
