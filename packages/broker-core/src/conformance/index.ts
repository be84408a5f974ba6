/**
 * The conformance suite: what a backend's own tests run to prove that it keeps the contract.
 * @module @runwire/broker-core/conformance
 */
export { brokerConformance } from './broker-conformance.js';
export type { ConformanceHarness, TestRunner } from './harness.js';
