/** The longest text that Telegram takes in one message, counted in UTF-16. */
export const mostMessage = 4096;

const fence = /^ {0,3}(`{3,20}|~{3,20})(.*)$/;

/**
 * Splits a text into pieces of at most `most` characters: between paragraphs where that leaves a fair piece, else
 * between lines, sentences, words. A code block that is cut is closed and opened again; no character is halved.
 */
export function splitText(text: string, most: number = mostMessage): string[] {
  const pieces: string[] = [];
  let rest = text.trim();
  // What closes and reopens a block needs room of its own.
  const room = most - 64;
  while (rest.length > most) {
    const at = cutAt(rest, room);
    const head = rest.slice(0, at);
    let piece = head.trimEnd();
    rest = head.endsWith('\n') ? rest.slice(at).replace(/^(?:[^\S\n]*\n)+/, '') : rest.slice(at).trimStart();
    const opened = openFence(piece);
    if (opened) {
      piece += `\n${opened.mark}`;
      rest = `${opened.mark}${opened.info}\n${rest}`;
    } else {
      const mark = openEmphasis(piece);
      piece += [...mark].reverse().join('');
      rest = mark.join('') + rest;
    }
    pieces.push(piece);
  }
  if (rest.trim() !== '') pieces.push(rest.trimEnd());
  return pieces;
}

/** Best ends first: of a paragraph, a line, a sentence, a clause, a word. */
const ends = [/\n\n/g, /\n/g, /[.!?…]+["'»”)*_\]]*\s/g, /[,;:]\s/g, /\s/g];

function cutAt(text: string, most: number): number {
  const head = text.slice(0, most);
  for (const [rank, end] of ends.entries()) {
    const found = [...head.matchAll(end)].map((one) => one.index + one[0].length);
    // A cut in a link or in inline code would show its marks.
    const best = found.findLast((at) => at >= most / (rank < 2 ? 3 : 4) && !insideSpan(head, at));
    if (best !== undefined) return best;
  }
  const unit = head.charCodeAt(most - 1);
  return unit >= 0xd800 && unit <= 0xdbff ? most - 1 : most;
}

function insideSpan(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  if ((line.match(/`/g) ?? []).length % 2 === 1 && !fence.test(line)) return true;
  const link = line.lastIndexOf('[');
  return link >= 0 && !/^\[[^\]]*\](?:\([^)]*\)|[^(]|$)/.test(line.slice(link)) && line.length - link < 300;
}

function openFence(text: string): { mark: string; info: string } | undefined {
  let open: { mark: string; info: string } | undefined;
  for (const line of text.split('\n')) {
    const [, mark = '', info = ''] = fence.exec(line) ?? [];
    if (mark === '') continue;
    if (!open) open = { mark, info: info.trim().slice(0, 20) };
    else if (mark.startsWith(open.mark) && info.trim() === '') open = undefined;
  }
  return open;
}

/** The bold and strikethrough marks of the last paragraph that have no end yet. */
function openEmphasis(text: string): string[] {
  const paragraph = text
    .replace(/(`{3,20}|~{3,20})[\s\S]*?\1/g, '')
    .split('\n\n')
    .at(-1)
    ?.replace(/`[^`\n]*`/g, '');
  if (paragraph === undefined) return [];
  return ['**', '~~'].filter((mark) => paragraph.split(mark).length % 2 === 0);
}
