/** A plan that cannot be carried out. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly code = 'INVALID_PLAN';
}
