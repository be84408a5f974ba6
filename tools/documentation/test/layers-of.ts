import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The part of Nx's project graph that is drawn. */
export interface ProjectGraph {
  readonly nodes: Readonly<Record<string, { readonly data: { readonly root: string; readonly tags?: readonly string[] } }>>;
  readonly dependencies: Readonly<Record<string, readonly { readonly target: string }[]>>;
}

export interface Box {
  readonly name: string;
  readonly kind: 'app' | 'package';
  /** The packages of others that it brings along. */
  readonly external: readonly string[];
}

export interface Layers {
  /** From top to bottom. */
  readonly rows: readonly (readonly Box[])[];
  /** Those that a lower layer does not bring along anyhow. */
  readonly arrows: readonly { readonly from: string; readonly to: string }[];
}

// The order within a row keeps arrows from crossing: channels above events, backends above the contract.
const ROWS = [['layer:app'], ['layer:channels', 'layer:backend'], ['layer:events', 'layer:core']];

/** Packages and apps by their layer tags, and the arrows between them. What only a test imports is no arrow. */
export function layersOf({ nodes, dependencies }: ProjectGraph, workspace: string): Layers {
  const rootOf = (name: string) => nodes[name]?.data.root ?? '';
  const shown = Object.keys(nodes).filter((name) => /^(packages|apps)\//.test(rootOf(name)));
  const named = new Map(shown.map((name) => [name, dependenciesNamedBy(join(workspace, rootOf(name)))]));
  const namedBy = (name: string) => named.get(name) ?? [];
  const rows = ROWS.map((tags) => tags.flatMap((tag) => shown.filter((name) => nodes[name]?.data.tags?.includes(tag)).sort()));
  const rowOf = (name: string) => rows.findIndex((row) => row.includes(name));
  const below = (name: string) => [...new Set((dependencies[name] ?? []).map(({ target }) => target))].filter((target) => shown.includes(target) && namedBy(name).includes(target));
  const implied = (from: string, to: string) => below(from).some((middle) => rowOf(middle) > rowOf(from) && below(middle).includes(to));
  const box = (name: string): Box => ({
    name: short(name),
    kind: rootOf(name).startsWith('apps/') ? 'app' : 'package',
    external: namedBy(name).filter((each) => !shown.includes(each)),
  });
  return {
    rows: rows.map((row) => row.map(box)),
    arrows: shown.flatMap((from) => below(from).filter((to) => !implied(from, to)).sort().map((to) => ({ from: short(from), to: short(to) }))),
  };
}

function dependenciesNamedBy(folder: string): readonly string[] {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<Record<string, Readonly<Record<string, string>>>>;
  return Object.keys({ ...dependencies, ...peerDependencies }).sort();
}

function short(name: string): string {
  return name.replace('@runwire/', '');
}
