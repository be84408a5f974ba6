/** The command line, or a file that it names, cannot be followed. Ends the program with exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly code = 'USAGE';
}
