import { createHash } from 'node:crypto';
import { WrittenArguments } from '../connection/command-text.js';

/** A Lua script as the server knows it (https://redis.io/docs/latest/develop/programmability/eval-intro/). */
export interface Script {
  readonly name: string;
  readonly text: string;
  /** SHA-1 of the text, for EVALSHA. */
  readonly sha: WrittenArguments;
}

export function defineScript(name: string, text: string): Script {
  return { name, text, sha: new WrittenArguments([createHash('sha1').update(text).digest('hex')]) };
}
