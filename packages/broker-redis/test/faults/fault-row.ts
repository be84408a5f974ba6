import assert from 'node:assert/strict';
import type { Gap } from '@runwire/broker-core';
import type { Report } from './traffic.js';

export interface Run {
  /** As the fault table wants it; else as short as a test has to be. */
  readonly isLong: boolean;
  /** Of whatever is random in it. */
  readonly seed: number;
}

/** One row of the fault table: what the tests and the soak run alike. */
export interface FaultRow {
  /** For `--row`. */
  readonly name: string;
  readonly fault: string;
  readonly injectedBy: string;
  readonly mustHold: string;
  /** Gaps that this fault may cause; any other is a failure. */
  readonly gaps: readonly Gap['reason'][];
  /** Whether publishes may be refused, with a typed error. */
  readonly mayRefuse?: boolean;
  /** Runs at once in the soak. Default 4. */
  readonly sideBySide?: number;
  /** The soak runs it so many times as often as others. Default 1. */
  readonly runsFactor?: number;
  /** Rejects when something of its own does not hold; the books are checked for it. */
  readonly run: (run: Run) => Promise<Report>;
  /** Ends what its runs share. */
  readonly close?: () => Promise<void>;
}

/** @throws AssertionError that tells everything that must not be */
export function assertBooks(row: FaultRow, report: Report): void {
  const unexpected = report.gaps.filter(({ reason }) => !row.gaps.includes(reason)).map((gap) => `a gap that nothing explains: ${JSON.stringify(gap)}`);
  const refusals = row.mayRefuse === true ? [] : report.refusals.map((error) => `a publish was refused: ${String(error)}`);
  const problems = [...report.problems, ...unexpected, ...refusals];
  assert.deepEqual(problems.slice(0, 10), [], `${String(problems.length)} problems`);
}

/** Faults without messages. */
export const NO_TRAFFIC: Report = { owed: 0, delivered: 0, missed: 0, lost: 0, doubled: 0, disordered: 0, gaps: [], problems: [], published: 0, refusals: [], recoveriesMs: [] };
