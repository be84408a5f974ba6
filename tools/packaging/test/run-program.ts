import { execFile } from 'node:child_process';

export interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Place {
  readonly cwd: string;
  /** Added to the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
}

/** What an outer npm or Nx run tells its children is not for a program that stands in an empty folder of its own. */
const OUTER = /^(NX_|NODE_OPTIONS$|FORCE_COLOR$|npm_(package|lifecycle|config_local_prefix|config_prefix|command|execpath)|INIT_CWD$|JEST_)/;

/** Runs a program to its end and gives its output, whatever its exit code. */
export function runProgram(program: string, args: readonly string[], { cwd, env = {}, timeoutMs = 120_000 }: Place): Promise<Finished> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OUTER.test(name)));
  return new Promise((resolve) => {
    const options = { cwd, env: { ...inherited, NO_COLOR: '1', ...env }, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, args, options, (error, stdout, stderr) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ exitCode, stdout, stderr: error?.killed === true ? `${stderr}\nkilled after ${timeoutMs} ms` : stderr });
    });
  });
}

/** The same, for a program that must succeed; gives its standard output. */
export async function runToSuccess(program: string, args: readonly string[], place: Place): Promise<string> {
  const { exitCode, stdout, stderr } = await runProgram(program, args, place);
  if (exitCode === 0) return stdout;
  throw new Error(`${program} ${args.join(' ')} failed in ${place.cwd}\n${stdout}${stderr}`);
}
