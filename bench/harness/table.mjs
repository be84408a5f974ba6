import { figure } from './goals.mjs';

/** One section as Markdown: the medians of every contender, and below them the goals. */
export function renderSection({ title, note, contenders, columns, goals }, samples) {
  const head = ['', ...columns.map(({ label }) => label)];
  const rows = Object.keys(contenders).map((name) => [name, ...columns.map(({ size, metric }) => show(figure([name, size, metric])(samples)))]);
  const parts = [`### ${title}`, ...(note === undefined ? [] : [note]), markdown([head, ...rows])];
  if (goals.length > 0) parts.push(markdown([['goal', 'wanted', 'measured', ''], ...goals.map((goal) => renderGoal(goal, samples))]));
  return parts.join('\n\n');
}

function renderGoal({ text, value, atMost, atLeast }, samples) {
  const measured = value(samples);
  if (Number.isNaN(measured)) return [text, bound({ atMost, atLeast }), '–', 'not measured'];
  const isMet = (atMost === undefined || measured <= atMost) && (atLeast === undefined || measured >= atLeast);
  return [text, bound({ atMost, atLeast }), show(measured), isMet ? 'ok' : 'MISSED'];
}

const bound = ({ atMost, atLeast }) => (atMost === undefined ? `≥ ${show(atLeast)}` : `≤ ${show(atMost)}`);

function show(value) {
  if (Number.isNaN(value)) return '–';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return Math.abs(value) >= 10 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(2).replace(/\.?0+$/, '');
}

function markdown([head, ...rows]) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
