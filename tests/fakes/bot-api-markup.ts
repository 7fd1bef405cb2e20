const tags = new Set([
  'b', 'strong', 'i', 'em', 'u', 'ins', 's', 'strike', 'del', 'a', 'code', 'pre', 'blockquote', 'tg-spoiler',
]); // prettier-ignore
const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"' };

/** The text of a message in Telegram's HTML without its markup, or why Telegram would not read it. */
export function readHtml(html: string): { text: string } | { problem: string } {
  const open: string[] = [];
  let text = '';
  let at = 0;
  while (at < html.length) {
    const rest = html.slice(at);
    const tag = /^<(\/?)([a-zA-Z-]+)((?:\s+[\w-]+(?:="[^"<>]*")?)*)\s*>/.exec(rest);
    if (tag) {
      const [whole, closing, name = '', attributes = ''] = tag;
      if (!tags.has(name)) return { problem: `Unsupported start tag "${name}" at byte offset ${at}` };
      if (closing) {
        if (open.pop() !== name) return { problem: `Unexpected end tag at byte offset ${at}` };
      } else {
        if (name === 'a' && !/href="[^"]+"/.test(attributes)) return { problem: 'A link has no address' };
        if (open.includes('code') || open.at(-1) === 'pre') {
          if (!(name === 'code' && open.at(-1) === 'pre'))
            return { problem: `Code cannot hold "${name}" at byte offset ${at}` };
        }
        open.push(name);
      }
      at += whole.length;
      continue;
    }
    if (rest.startsWith('<')) return { problem: `Unclosed start tag at byte offset ${at}` };
    const entity = /^&(?:(lt|gt|amp|quot)|#(\d+));/.exec(rest);
    if (entity) {
      text += entity[1] ? (entities[entity[1]] ?? '') : String.fromCodePoint(Number(entity[2]));
      at += entity[0].length;
      continue;
    }
    text += html[at] ?? '';
    at += 1;
  }
  if (open.length > 0)
    return { problem: `Can't find end tag corresponding to start tag "${open.at(-1) ?? ''}"` };
  return { text };
}

/** Why Telegram would not read this MarkdownV2, if so: a reserved character that is neither escaped nor paired. */
export function markdownProblem(markdown: string): string | undefined {
  const paired = new Map<string, number>();
  for (let at = 0; at < markdown.length; at++) {
    const sign = markdown[at] ?? '';
    if (sign === '\\') at += 1;
    else if ('*_~|`'.includes(sign)) paired.set(sign, (paired.get(sign) ?? 0) + 1);
    else if ('#+-=.!{}'.includes(sign))
      return `Character '${sign}' is reserved and must be escaped with the preceding '\\'`;
  }
  const [odd] = [...paired].find(([, count]) => count % 2 === 1) ?? [];
  return odd === undefined ? undefined : `Can't find end of the entity that starts with '${odd}'`;
}
