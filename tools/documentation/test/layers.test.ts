/** Compares the picture of the layers with the project graph. `npm run layers` draws it anew. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { ownNxRun } from '../../testing/own-nx-run.js';
import { drawLayers } from './draw-layers.js';
import { type ProjectGraph, layersOf } from './layers-of.js';
import { WORKSPACE } from './markdown-files.js';

const PICTURE = join(WORKSPACE, 'docs/images/layers.svg');

describe('the picture of the layers', () => {
  let graph: ProjectGraph;

  beforeAll(async () => {
    graph = await projectGraph();
    if (process.env['WRITE_LAYERS'] !== undefined) {
      await mkdir(dirname(PICTURE), { recursive: true });
      await writeFile(PICTURE, drawLayers(layersOf(graph, WORKSPACE)));
    }
  }, 120_000);

  it('shows the project graph as it is', async () => {
    await expect(readFile(PICTURE, 'utf8')).resolves.toBe(drawLayers(layersOf(graph, WORKSPACE)));
  });

  it('has no arrow that points up', () => {
    const { rows, arrows } = layersOf(graph, WORKSPACE);
    const rowOf = (name: string) => rows.findIndex((row) => row.some((box) => box.name === name));
    expect(arrows.filter(({ from, to }) => rowOf(from) > rowOf(to))).toEqual([]);
    expect(arrows).toContainEqual({ from: 'channels', to: 'broker-core' });
  });
});

async function projectGraph(): Promise<ProjectGraph> {
  const dir = await mkdtemp(join(tmpdir(), 'runwire-graph-'));
  try {
    await promisify(execFile)(process.execPath, [join(WORKSPACE, 'node_modules/nx/dist/bin/nx.js'), 'graph', `--file=${join(dir, 'graph.json')}`], { cwd: WORKSPACE, env: ownNxRun() });
    return (JSON.parse(await readFile(join(dir, 'graph.json'), 'utf8')) as { readonly graph: ProjectGraph }).graph;
  } finally {
    await rm(dir, { recursive: true });
  }
}
