import type { Argument } from '../connection/command-text.js';
import type { Commands } from '../connection/commands.js';
import type { Reply } from '../connection/redis-client.js';
import { ServerReplyError } from '../connection/server-reply-error.js';
import type { Script } from './script.js';

/**
 * Runs a script by its SHA, and sends its text where the server does not know it (any more). The repeated call is later
 * than others sent meanwhile: callers to whom order matters have one call at a time under way.
 */
export function runScript(commands: Commands, script: Script, keys: readonly string[], args: readonly string[]): Promise<Reply> {
  return runWritten(commands, script, keys[0] ?? '', [keys.length, ...keys, ...args]);
}

/** As {@link runScript}, with the number of keys, the keys and the arguments in one list. `key`: one of the keys. */
export function runWritten(commands: Commands, script: Script, key: string, rest: readonly Argument[]): Promise<Reply> {
  return commands.call(key, 'evalsha', [script.sha, ...rest]).catch((error: unknown) => {
    if (!(error instanceof ServerReplyError && error.kind === 'NOSCRIPT')) throw error;
    return commands.call(key, 'eval', [script.text, ...rest]);
  });
}
