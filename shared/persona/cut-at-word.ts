const mark = '…';

/**
 * The beginning of a text in at most so many characters, cut between words and ending in … where something is left
 * out; a single word that is too long is cut inside. It halves neither a surrogate pair nor a backslash escape.
 */
export function cutAtWord(text: string, most: number): string {
  if (text.length <= most) return text;
  if (most <= mark.length) return '';
  const room = text.slice(0, most - mark.length);
  const end = text[room.length] === ' ' ? room.length : room.lastIndexOf(' ');
  const cut = end > 0 ? room.slice(0, end) : withoutHalves(room);
  const kept = cut.trimEnd();
  return kept === '' ? '' : kept + mark;
}

function withoutHalves(text: string): string {
  const whole = text.replace(/[\ud800-\udbff]$/, '');
  const backslashes = /\\*$/.exec(whole)?.[0].length ?? 0;
  return backslashes % 2 === 1 ? whole.slice(0, -1) : whole;
}
