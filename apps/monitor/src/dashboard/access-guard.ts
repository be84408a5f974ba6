import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

export interface AccessRules {
  /** The address the server is bound to. */
  readonly host: string;
  /** Required of everybody, when set. */
  readonly token?: string | undefined;
}

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '::1']);
const COOKIE = 'runwire-token';

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.has(host) || (isIP(host) === 4 && host.startsWith('127.'));
}

/**
 * Lets in only who should be: a Host header that names this machine (so that no foreign name can be pointed at it: DNS
 * rebinding), no request another site made the browser send, and the token where there is one.
 */
export function accessGuard({ host, token }: AccessRules): MiddlewareHandler {
  return async (context, next) => {
    const { req: request } = context;
    const hostHeader = request.header('host') ?? '';
    if (token === undefined && !isKnownHost(hostHeader, host)) return context.text(`The host "${hostHeader.slice(0, 100)}" is not this dashboard; open it by its own address.\n`, 421);
    if (isForeign(request.header('origin'), hostHeader) || request.header('sec-fetch-site') === 'cross-site') return context.text('This request comes from another site; open the dashboard itself.\n', 403);
    if (token === undefined) return next();
    const given = request.query('token');
    if (given !== undefined && isEqual(given, token)) {
      setCookie(context, COOKIE, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
      if (request.method === 'GET') return context.redirect(request.path);
    }
    const known = getCookie(context, COOKIE) ?? request.header('authorization')?.replace(/^Bearer /, '') ?? '';
    if (isEqual(known, token)) return next();
    return context.text('This dashboard asks for a token: add ?token=… to the address once, or send "Authorization: Bearer …".\n', 401);
  };
}

function isKnownHost(header: string, bound: string): boolean {
  const name = header.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return isLoopback(name) || name === bound.toLowerCase();
}

function isForeign(origin: string | undefined, hostHeader: string): boolean {
  return origin !== undefined && origin !== `http://${hostHeader}` && origin !== `https://${hostHeader}`;
}

/** In constant time, whatever the lengths. */
function isEqual(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
