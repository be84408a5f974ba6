import { readFile, stat } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import type { Context } from 'hono';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Answers with a file of the built page, or with the page itself for its own addresses (`/runs/…`, `/compare`). */
export async function pageFile(context: Context, folder: string): Promise<Response> {
  const path = pathOf(context.req.path);
  if (path === undefined) return context.text('The address is not well-formed.\n', 400);
  const wanted = join(folder, path);
  const isAsset = extname(path) !== '' && wanted.startsWith(folder + sep);
  if (isAsset) return (await fileResponse(wanted, path.startsWith('/assets/'))) ?? context.text('Not found.\n', 404);
  const page = await fileResponse(join(folder, 'index.html'), false);
  return page ?? context.text('The page is not built; run: npm run build\n', 503);
}

function pathOf(text: string): string | undefined {
  try {
    return normalize(decodeURI(text));
  } catch {
    return undefined; // a lone percent sign, say
  }
}

async function fileResponse(path: string, isImmutable: boolean): Promise<Response | undefined> {
  const type = TYPES[extname(path)];
  const found = await stat(path).catch(() => undefined);
  if (type === undefined || found?.isFile() !== true) return undefined;
  const cacheControl = isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache';
  return new Response(new Uint8Array(await readFile(path)), { headers: { 'content-type': type, 'cache-control': cacheControl } });
}
