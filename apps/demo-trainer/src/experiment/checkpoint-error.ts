/** A checkpoint that cannot be taken or used. */
export class CheckpointError extends Error {
  override readonly name = 'CheckpointError';
  readonly code = 'BAD_CHECKPOINT';
}
