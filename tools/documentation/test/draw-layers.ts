import type { Box, Layers } from './layers-of.js';

const WIDTH = 760;
const BOX = { width: 190, height: 64 };
const GAP = 40;
const ROW_HEIGHT = 130;
const MARGIN = 24;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The layers as an SVG picture, readable on light and dark pages. */
export function drawLayers({ rows, arrows }: Layers): string {
  const height = 2 * MARGIN + (rows.length - 1) * ROW_HEIGHT + BOX.height;
  const corners = new Map(rows.flatMap((row, index) => row.map((box, column) => [box.name, cornerOf(row.length, column, index)] as const)));
  const at = (name: string): Point => corners.get(name) ?? { x: 0, y: 0 };
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui, sans-serif" text-anchor="middle" role="img" aria-label="The packages of Runwire; arrows point from a package to what it imports, always down">`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" fill="#64748b"/></marker></defs>',
    `<rect width="${WIDTH}" height="${height}" rx="12" fill="#f8fafc"/>`,
    ...arrows.map(({ from, to }) => arrow(at(from), at(to))),
    ...rows.flatMap((row, index) => row.map((box) => drawBox(box, at(box.name), index))),
    '</svg>',
  ].join('\n')}\n`;
}

function cornerOf(count: number, column: number, row: number): Point {
  const width = count * BOX.width + (count - 1) * GAP;
  return { x: (WIDTH - width) / 2 + column * (BOX.width + GAP), y: MARGIN + row * ROW_HEIGHT };
}

function arrow(from: Point, to: Point): string {
  const [start, end] = from.y === to.y ? sideways(from, to) : [below(from, to), above(to, from)];
  return `<path d="M${start.x} ${start.y} ${end.x} ${end.y}" stroke="#64748b" stroke-width="1.5" marker-end="url(#tip)"/>`;
}

function sideways(from: Point, to: Point): readonly [Point, Point] {
  const y = from.y + BOX.height / 2;
  return from.x < to.x ? [{ x: from.x + BOX.width, y }, { x: to.x, y }] : [{ x: from.x, y }, { x: to.x + BOX.width, y }];
}

function below(box: Point, towards: Point): Point {
  return { x: edge(box, towards), y: box.y + BOX.height };
}

function above(box: Point, from: Point): Point {
  return { x: edge(box, from), y: box.y };
}

/** Where on its edge a box is left or met: the nearer to the other box, the further out; so that arrows fan out. */
function edge(box: Point, other: Point): number {
  return Math.round(box.x + BOX.width / 2 + Math.max(-70, Math.min(70, (other.x - box.x) / 4)));
}

function drawBox({ name, kind, external }: Box, { x, y }: Point, row: number): string {
  const color = ['#7c3aed', '#2563eb', '#0f766e'][row] ?? '#334155';
  const middle = x + BOX.width / 2;
  const brings = external.length === 0 ? 'brings nothing else' : `brings ${external.join(', ')}`;
  return [
    `<rect x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="8" fill="#fff" stroke="${color}" stroke-width="2"/>`,
    `<text x="${middle}" y="${y + 28}" font-size="16" font-weight="600" fill="${color}">${name}</text>`,
    `<text x="${middle}" y="${y + 48}" font-size="12" fill="#64748b">${kind === 'app' ? 'app' : brings}</text>`,
  ].join('\n');
}
