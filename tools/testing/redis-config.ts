import type { TlsCertificate } from './tls-certificate.js';

export interface RedisOptions {
  /** A fixed port. Default: a free one, tried again when another process takes it first. */
  readonly port?: number;
  /** Append-only file, synced on every write: no acknowledged write is lost by `kill`. Default: nothing is persisted. */
  readonly appendonly?: boolean;
  /** Password of the default user. */
  readonly password?: string;
  /** Lines for further users, such as `user alice on >secret ~* &* +@all`. */
  readonly acl?: readonly string[];
  /** Serves TLS, and TLS only, with this certificate. */
  readonly tls?: TlsCertificate;
  /** Further lines of redis.conf; a list repeats its directive. */
  readonly config?: Readonly<Record<string, string | readonly string[]>>;
  /** Runs as a Sentinel; `config` then holds the `sentinel …` lines. */
  readonly sentinel?: boolean;
}

type Directive = readonly [name: string, value: string];

/** The text of redis.conf. */
export function configFile(options: RedisOptions & { readonly port: number; readonly dir: string }): string {
  const directives = [
    ...network(options),
    ['dir', options.dir],
    ['logfile', `${options.dir}/redis.log`],
    ...(options.sentinel === true ? [] : persistence(options)),
    ...(options.password === undefined ? [] : [['requirepass', `"${options.password}"`] as const]),
    ...further(options.config ?? {}),
  ] as const;
  const lines = directives.map(([name, value]) => `${name} ${value}`);
  return [...lines, ...(options.acl ?? []), ''].join('\n');
}

function network({ port, tls }: RedisOptions & { readonly port: number }): readonly Directive[] {
  const bind: Directive = ['bind', '127.0.0.1'];
  if (tls === undefined) return [bind, ['port', String(port)]];
  return [
    bind,
    ['port', '0'],
    ['tls-port', String(port)],
    ['tls-cert-file', tls.certFile],
    ['tls-key-file', tls.keyFile],
    ['tls-ca-cert-file', tls.caFile],
    ['tls-auth-clients', 'no'],
  ];
}

function persistence({ appendonly }: RedisOptions): readonly Directive[] {
  const replication: Directive = ['repl-diskless-sync-delay', '0'];
  const snapshots: Directive = ['save', '""'];
  return appendonly === true ? [replication, snapshots, ['appendonly', 'yes'], ['appendfsync', 'always']] : [replication, snapshots];
}

function further(config: Readonly<Record<string, string | readonly string[]>>): readonly Directive[] {
  return Object.entries(config).flatMap(([name, value]) => [value].flat().map((one): Directive => [name, one]));
}
