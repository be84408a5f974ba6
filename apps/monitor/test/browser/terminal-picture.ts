const COLUMNS_TO_PIXELS = 8.43;
const STYLE_BEGINS = '\u001b[';

/** A page that looks like the terminal whose styled lines are given. */
export function terminalPage(lines: readonly string[], columns: number): string {
  const body = lines.map(styledHtml).join('\n');
  return `<body style="margin:0;background:#0d1117;display:inline-block;min-width:${String(Math.ceil(columns * COLUMNS_TO_PIXELS))}px">
    <pre style="margin:0;padding:16px 20px;color:#e8edf5;font:14px/18px 'DejaVu Sans Mono',monospace">${body}</pre>`;
}

/** A style reaches to the next one. */
function styledHtml(line: string): string {
  const [plain = '', ...styled] = line.split(STYLE_BEGINS);
  const spans = styled.map((part) => {
    const end = part.indexOf('m');
    return `<span style="${cssOf(part.slice(0, end))}">${escapeHtml(part.slice(end + 1))}</span>`;
  });
  return escapeHtml(plain) + spans.join('');
}

/** Of bold and true colour, which is what the live view uses. */
function cssOf(style: string): string {
  if (style === '1') return 'font-weight:700';
  const color = /^38;2;(\d+);(\d+);(\d+)$/.exec(style);
  return color === null ? '' : `color:rgb(${color.slice(1).join(',')})`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
