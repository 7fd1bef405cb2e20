/**
 * Turns the Markdown that models write into Telegram's HTML. Whatever is not markup is escaped, and marks without a
 * partner stay as they are, so that Telegram can always read it.
 */
export function formatReply(markdown: string): string {
  const lines = markdown.replace(/\r\n?/g, '\n').split('\n');
  const out: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const [, mark = '', info = ''] = /^ {0,3}(`{3,}|~{3,})\s*([^\s`]*)[^`]*$/.exec(line) ?? [];
    if (mark !== '') {
      const end = lines.findIndex((one, index) => index > at && one.trim().startsWith(mark));
      const last = end < 0 ? lines.length : end;
      out.push(codeBlock(lines.slice(at + 1, last).join('\n'), info));
      at = last;
      continue;
    }
    if (/^ {0,3}>/.test(line)) {
      const quoted: string[] = [];
      while (at < lines.length && /^ {0,3}>/.test(lines[at] ?? ''))
        quoted.push((lines[at++] ?? '').replace(/^ {0,3}> ?/, ''));
      at -= 1;
      out.push(`<blockquote>${quoted.map(formatLine).join('\n')}</blockquote>`);
      continue;
    }
    out.push(formatLine(line));
  }
  return out.join('\n');
}

/** The same text without its marks, for when Telegram would not read it. */
export function plainReply(markdown: string): string {
  return unescapeHtml(formatReply(markdown).replace(/<\/?[a-z-]+(?: [a-z]+="[^"]*")?>/g, ''));
}

/** The same words in Markdown, none of which is a mark there. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|~>]/g, '\\$&');
}

/** Text in which nothing is markup. */
function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function unescapeHtml(html: string): string {
  return html
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

function codeBlock(code: string, language: string): string {
  if (code.trim() === '') return '';
  const kind = /^[\w+#-]{1,30}$/.test(language) ? ` class="language-${language}"` : '';
  return `<pre><code${kind}>${escapeHtml(code)}</code></pre>`;
}

function formatLine(line: string): string {
  const [, heading] = /^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$/.exec(line) ?? [];
  if (heading !== undefined) return `<b>${formatInline(heading.replace(/\*\*|__/g, ''))}</b>`;
  if (/^ {0,3}(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$/.test(line)) return '———';
  const [, indent = '', text] = /^(\s*)[*+-]\s+(.*)$/.exec(line) ?? [];
  if (text !== undefined) return `${indent}• ${formatInline(text)}`;
  return formatInline(line);
}

const spans = [
  ['***', '<b><i>', '</i></b>'],
  ['**', '<b>', '</b>'],
  ['__', '<b>', '</b>'],
  ['~~', '<s>', '</s>'],
  ['||', '<tg-spoiler>', '</tg-spoiler>'],
  ['*', '<i>', '</i>'],
  ['_', '<i>', '</i>'],
] as const;

/** Code and links first, for nothing inside them is markup; then each mark that finds its partner. */
function formatInline(text: string): string {
  let out = '';
  let at = 0;
  while (at < text.length) {
    const rest = text.slice(at);
    const escaped = /^\\([\\`*_{}[\]()#+\-.!|~>])/.exec(rest);
    const code = /^(`+)([^`]|[^`].*?[^`])\1(?!`)/.exec(rest);
    const link =
      /^!?\[([^[\]]+)\]\(\s*(https?:\/\/[^\s()]*(?:\([^\s()]*\)[^\s()]*)*|tg:\/\/[^\s()]+|mailto:[^\s()]+)\s*\)/.exec(
        rest,
      );
    const span = spans.find(([mark]) => rest.startsWith(mark));
    const inner = span && partnerOf(text, at, span[0]);
    if (escaped) {
      out += escapeHtml(escaped[1] ?? '');
      at += escaped[0].length;
    } else if (code) {
      out += `<code>${escapeHtml((code[2] ?? '').trim() || ' ')}</code>`;
      at += code[0].length;
    } else if (link) {
      out += `<a href="${escapeHtml(link[2] ?? '')}">${formatInline(link[1] ?? '')}</a>`;
      at += link[0].length;
    } else if (span && inner !== undefined) {
      out += `${span[1]}${formatInline(inner)}${span[2]}`;
      at += inner.length + 2 * span[0].length;
    } else if (span) {
      out += escapeHtml(span[0]);
      at += span[0].length;
    } else {
      const plain = /^[^\\`![*_~|]+|^./su.exec(rest)?.[0] ?? rest;
      out += escapeHtml(plain);
      at += plain.length;
    }
  }
  return out;
}

/** What stands between this mark and its partner: text that neither begins nor ends with a space. */
function partnerOf(text: string, at: number, mark: string): string | undefined {
  const from = at + mark.length;
  const sign = mark[0] ?? '';
  if (/^\s|^$/.test(text.slice(from, from + 1)) || text[from] === sign) return undefined;
  // A name like snake_case has no emphasis in it, nor has 2*3*4.
  const isWord = (one: string | undefined) => one !== undefined && /[\p{L}\p{N}]/u.test(one);
  if (mark.length === 1 && isWord(text[at - 1])) return undefined;
  if (mark === '__' && isWord(text[at - 1])) return undefined;
  let end = from;
  for (;;) {
    end = text.indexOf(mark, end + 1);
    if (end < 0) return undefined;
    const inner = text.slice(from, end);
    const after = text[end + mark.length];
    const single = mark.length === 1 && (after === sign || text[end - 1] === sign);
    const balanced = (inner.match(/`/g) ?? []).length % 2 === 0;
    if (single) {
      // Two marks here belong to a bold inside.
      while (text[end + 1] === sign) end += 1;
      continue;
    }
    if (!/\s$/.test(inner) && balanced && !((sign === '_' || mark === '*') && isWord(after))) return inner;
  }
}
