import { readWords, type Word } from './read-words.ts';

const latin = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`";
const cyrillic = 'йцукенгшщзхъфывапролджэячсмитьбюе';

/** What the same keys type in the other of both languages' layouts. */
function otherLayout(text: string): string {
  return Array.from(text, (letter) => {
    const at = latin.indexOf(letter);
    if (at >= 0) return cyrillic[at];
    const back = cyrillic.indexOf(letter);
    return back >= 0 ? latin[back] : letter;
  }).join('');
}

/** The word that was meant where the layout was the wrong one; none where the keys make no single word. */
export function swapLayout({ written }: Word): Word | undefined {
  const [word, ...more] = readWords(otherLayout(written));
  return more.length === 0 ? word : undefined;
}
