import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import { compress } from 'hono/compress';
import { secureHeaders } from 'hono/secure-headers';
import { z } from 'zod';
import { accessGuard, type AccessRules } from './access-guard.js';
import type { Hub } from './hub.js';
import { metricsText } from './metrics-text.js';
import { pageFile } from './page-files.js';
import type { SseClients } from './sse-clients.js';
import type { RunControl } from './run-control.js';

export interface DashboardParts {
  readonly hub: Hub;
  readonly clients: SseClients;
  readonly control: RunControl;
  readonly access: AccessRules;
  /** The folder of the built page. */
  readonly pageFolder: string;
}

type Bindings = { readonly Bindings: HttpBindings };

const ControlBodySchema = z.strictObject({ action: z.enum(['stop', 'pause', 'resume']) });
const MAX_BODY_BYTES = 10_000;

const CONTENT_SECURITY = { defaultSrc: ["'self'"], objectSrc: ["'none'"], baseUri: ["'none'"], frameAncestors: ["'none'"], formAction: ["'self'"], imgSrc: ["'self'", 'data:'] };

/** The dashboard over HTTP: the page, the state, the stream of changes, and control. */
export function dashboardApp(parts: DashboardParts): Hono<Bindings> {
  const app = new Hono<Bindings>();
  app.get('/healthz', (context) => health(parts.hub, (body, status) => context.json(body, status)));
  app.use(accessGuard(parts.access));
  addStream(app, parts); // writes its own headers, so it stands before what adds some to every answer
  app.use(secureHeaders({ contentSecurityPolicy: CONTENT_SECURITY, strictTransportSecurity: false, xFrameOptions: 'DENY', referrerPolicy: 'no-referrer' }));
  addState(app, parts);
  addControl(app, parts);
  app.onError((error, context) => (error instanceof HTTPException ? error.getResponse() : context.json({ error: error.message }, 500)));
  app.get('*', compress(), (context) => pageFile(context, parts.pageFolder));
  return app;
}

function health<T>({ broker }: Hub, answer: (body: object, status: 200 | 503) => T): T {
  const isWell = broker.kind === 'ready';
  return answer({ status: isWell ? 'ok' : 'unavailable', broker: broker.kind }, isWell ? 200 : 503);
}

function addState(app: Hono<Bindings>, { hub, clients }: DashboardParts): void {
  app.get('/metrics', (context) => context.body(metricsText(hub, clients), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }));
  app.use('/api/*', async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });
  app.get('/api/snapshot', compress(), (context) => context.json(hub.snapshot()));
  app.get('/api/runs/:namespace/:id', compress(), (context) => {
    const detail = hub.detail(`${context.req.param('namespace')}/${context.req.param('id')}`);
    return detail === undefined ? context.json({ error: 'There is no such run.' }, 404) : context.json(detail);
  });
}

function addStream(app: Hono<Bindings>, { hub, clients }: DashboardParts): void {
  app.get('/api/stream', (context) => {
    if (clients.isFull) return context.text('Too many pages are open on this dashboard; close some.\n', 503, { 'retry-after': '5' });
    clients.open(context.env.outgoing, hub, context.req.query('after') ?? context.req.header('last-event-id'));
    return RESPONSE_ALREADY_SENT;
  });
}

function addControl(app: Hono<Bindings>, { control }: DashboardParts): void {
  app.post('/api/runs/:namespace/:id/control', bodyLimit({ maxSize: MAX_BODY_BYTES }), async (context) => {
    // A form of another site cannot send this type without asking first.
    if (context.req.header('content-type') !== 'application/json') return context.json({ error: 'Send application/json.' }, 415);
    const body = ControlBodySchema.safeParse(await context.req.json().catch(() => undefined));
    if (!body.success) return context.json({ error: 'Send {"action": "stop" | "pause" | "resume"}.' }, 400);
    const { namespace, id } = context.req.param();
    const answer = await control.request({ namespace, id, action: body.data.action });
    return 'error' in answer ? context.json(answer, 409) : context.json(answer, 202);
  });
}
