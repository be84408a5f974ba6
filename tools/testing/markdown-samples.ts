import { execFile } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

import ts from 'typescript';

/** A fenced block of TypeScript or JavaScript in a Markdown file. */
export interface Sample {
  /** The file and the line of its fence, as in `README.md:12`. */
  readonly place: string;
  readonly language: 'ts' | 'js' | 'mjs';
  /** What follows the language on the fence: `fragment` marks what is no whole program. */
  readonly info: string;
  readonly code: string;
}

const FENCE = /^```(ts|js|mjs)\b *(.*)\n([^]*?)^```$/gm;
const LOG = /^.*\bconsole\.log\(.*$/gm;
const LOG_WITH_OUTPUT = /\bconsole\.log\(.*\);? \/\/ (.*)$/;
const USUAL_REDIS = /redis:\/\/(?:localhost|127\.0\.0\.1):6379/;
const PROGRAM_WITHIN_MS = 30_000;

/** The samples of a Markdown file, in their order. */
export async function samplesOf(file: string): Promise<readonly Sample[]> {
  const markdown = await readFile(file, 'utf8');
  return [...markdown.matchAll(FENCE)].map((match) => {
    const [, language, info = '', code = ''] = match;
    const line = markdown.slice(0, match.index).split('\n').length;
    return { place: `${basename(file)}:${line}`, language: language as Sample['language'], info: info.trim(), code };
  });
}

/** Whole programs are run: they import what they use, and are not marked as a `fragment`. */
export function isProgram({ info, code }: Sample): boolean {
  return info !== 'fragment' && /^import\b/m.test(code);
}

/**
 * What a program promises to print: the comment at the end of every line that logs. A line without one may print anything.
 * The comment is what is printed, or the end of it, or goes on with a colon and an explanation; `1, then 2` is two lines.
 */
export function promisedOutput({ code }: Sample): { readonly lines: readonly string[]; readonly complete: boolean } {
  const logs = code.match(LOG) ?? [];
  const comments = logs.flatMap((log) => LOG_WITH_OUTPUT.exec(log)?.[1]?.trim() ?? []);
  return { lines: comments.flatMap((comment) => comment.split(', then ')), complete: comments.length === logs.length };
}

/** A sample names the usual address of Redis; a test has a server of its own. */
export function usesRedis({ code }: Sample): boolean {
  return USUAL_REDIS.test(code);
}

export function withRedisAt(sample: Sample, url: string): Sample {
  return { ...sample, code: sample.code.replace(USUAL_REDIS, url) };
}

/** The program as JavaScript. */
export function asJavaScript({ language, code }: Sample): string {
  if (language !== 'ts') return code;
  return ts.transpileModule(code, { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true } }).outputText;
}

/** Runs a program in a folder whose node_modules has what it imports. Rejects, with all it printed, when it breaks its promise. */
export async function runSample(sample: Sample, { dir, env = {} }: { readonly dir: string; readonly env?: Readonly<Record<string, string>> }): Promise<void> {
  const file = join(dir, `sample-${sample.place.replaceAll(/\W+/g, '-')}.mjs`);
  await writeFile(file, asJavaScript(sample));
  try {
    const { failure, stdout, stderr } = await runNode(file, dir, env);
    const broken = failure ?? brokenPromise(sample, stdout);
    if (broken !== undefined) throw new Error(`The sample at ${sample.place} ${broken}\n${sample.code}\nprinted:\n${stdout}${stderr}`);
  } finally {
    await rm(file, { force: true });
  }
}

function brokenPromise(sample: Sample, stdout: string): string | undefined {
  const { lines, complete } = promisedOutput(sample);
  const printed = stdout.split('\n').slice(0, -1);
  const kept = complete ? printed.length === lines.length && lines.every((line, index) => keeps(line, printed[index])) : inOrder(lines, printed);
  return kept ? undefined : 'does not print what its comments say.';
}

/** Whether all `lines` were printed in this order, whatever was printed between them. */
function inOrder(lines: readonly string[], printed: readonly string[]): boolean {
  let next = 0;
  for (const line of printed) if (keeps(lines[next], line)) next += 1;
  return next === lines.length;
}

function keeps(promised: string | undefined, printed: string | undefined): boolean {
  if (promised === undefined || printed === undefined) return false;
  return printed === promised || printed.endsWith(` ${promised}`) || promised.startsWith(`${printed}: `);
}

interface Outcome {
  readonly failure: string | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function runNode(file: string, cwd: string, added: Readonly<Record<string, string>>): Promise<Outcome> {
  const env = { ...process.env, NODE_OPTIONS: undefined, FORCE_COLOR: undefined, NO_COLOR: '1', ...added };
  return new Promise((resolve) => {
    execFile(process.execPath, [file], { cwd, env, timeout: PROGRAM_WITHIN_MS }, (error, stdout, stderr) => {
      const failure = error === null ? undefined : error.killed === true ? `did not end within ${PROGRAM_WITHIN_MS / 1_000} s.` : 'fails.';
      resolve({ failure, stdout, stderr });
    });
  });
}
