/** One thing that is wrong with data from outside. */
export interface DataProblem {
  /** Where: the names and positions on the way to the value; empty for the whole. */
  readonly path: readonly string[];
  /** What is wrong, without the name: `is -1; give a number above 0`. */
  readonly message: string;
}

/** Data from outside that is not what it should be. */
export class InvalidDataError extends Error {
  override readonly name = 'InvalidDataError';
  readonly problems: readonly DataProblem[];

  constructor(problems: readonly DataProblem[]) {
    super(describeProblems(problems));
    this.problems = problems;
  }
}

/** All of them in one sentence; `nameOf` tells what a value is called by whoever gave it. */
export function describeProblems(problems: readonly DataProblem[], nameOf = (path: readonly string[]) => path.join('.')): string {
  return `${problems.map(({ path, message }) => `${nameOf(path) || 'it'} ${message}`).join('; ')}.`;
}
