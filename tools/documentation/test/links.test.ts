import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { markdownFiles, WORKSPACE } from './markdown-files.js';

const CODE = /^```[^]*?^```$|`[^`\n]*`/gm;
const LINK = /\]\(([^)\s]+)\)|<img[^>]* src="([^"]+)"/g;

describe.each(markdownFiles())('%s', (file) => {
  it('links only to what is there', () => {
    const broken = linksIn(file).filter((link) => !leadsSomewhere(link, file));
    expect(broken).toEqual([]);
  });
});

/** The links within the workspace; what lies in the web is not ours to test. */
function linksIn(file: string): readonly string[] {
  const prose = readFileSync(join(WORKSPACE, file), 'utf8').replaceAll(CODE, '');
  const targets = [...prose.matchAll(LINK)].flatMap(([, link, image]) => link ?? image ?? []);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

function leadsSomewhere(link: string, from: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? join(WORKSPACE, from) : join(WORKSPACE, dirname(from), path);
  return existsSync(target) && (anchor === undefined || !target.endsWith('.md') || anchorsIn(target).includes(anchor));
}

/** The anchors that a Markdown viewer makes of the headings. */
function anchorsIn(file: string): readonly string[] {
  const headings = readFileSync(file, 'utf8').replaceAll(/^```[^]*?^```$/gm, '').match(/^#+ .*$/gm) ?? [];
  return headings.map((heading) => heading.replace(/^#+ /, '').toLowerCase().replaceAll(/[^\p{L}\p{N}\s_-]/gu, '').replaceAll(' ', '-'));
}
