/** The environment of an Nx run that a test starts: outside any run that the test itself is part of, and without a daemon. */
export function ownNxRun(): NodeJS.ProcessEnv {
  const outer = Object.keys(process.env).filter((name) => name.startsWith('NX_'));
  return { ...process.env, ...Object.fromEntries(outer.map((name) => [name, undefined])), NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' };
}
