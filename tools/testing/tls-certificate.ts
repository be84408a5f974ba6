import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A certificate for 127.0.0.1 and localhost, valid for a day, and the authority that signed it. */
export interface TlsCertificate extends AsyncDisposable {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  /** The PEM text of the authority, for a client's `ca` option. */
  readonly ca: string;
}

/** Makes a certificate and its own authority with the openssl program, in a temporary folder that goes on dispose. */
export async function createTlsCertificate(): Promise<TlsCertificate> {
  const dir = await mkdtemp(join(tmpdir(), 'runwire-tls-'));
  const openssl = (...args: readonly string[]) => run('openssl', args, { cwd: dir });
  // Elliptic: tests make thousands of connections, and an RSA handshake takes many times as long.
  const request = ['req', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await writeFile(join(dir, 'san.cnf'), 'subjectAltName=IP:127.0.0.1,DNS:localhost\n');
  await openssl(...request, '-x509', '-days', '1', '-subj', '/CN=Runwire test authority', '-keyout', 'ca.key', '-out', 'ca.crt');
  await openssl(...request, '-subj', '/CN=localhost', '-keyout', 'server.key', '-out', 'server.csr');
  await openssl('x509', '-req', '-in', 'server.csr', '-CA', 'ca.crt', '-CAkey', 'ca.key', '-set_serial', '1', '-days', '1', '-extfile', 'san.cnf', '-out', 'server.crt');
  return {
    caFile: join(dir, 'ca.crt'),
    certFile: join(dir, 'server.crt'),
    keyFile: join(dir, 'server.key'),
    ca: await readFile(join(dir, 'ca.crt'), 'utf8'),
    [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }),
  };
}
