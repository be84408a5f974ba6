import { afterAll, describe, it } from '@jest/globals';
import { brokerConformance } from '@runwire/broker-core/conformance';
import { startRedis } from '../../../tools/testing/redis-server.js';
import { createTlsCertificate } from '../../../tools/testing/tls-certificate.js';
import { OPERATOR } from './support/acl-lines.js';
import { ProxiedHarness } from './support/proxied-harness.js';

const tls = await createTlsCertificate();
const server = await startRedis({ tls, acl: [OPERATOR] });
afterAll(async () => {
  await server.stop();
  await tls[Symbol.asyncDispose]();
});

const redis = { host: server.host, port: server.port, username: 'operator', password: 'operator-secret', tls: { ca: tls.ca } };
brokerConformance({ describe, it }, new ProxiedHarness({ name: 'RedisBroker over TLS as an ACL user', servers: [server], redis, tls }));
