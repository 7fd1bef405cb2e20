const syllables = {
  ru: 'ко ра мо ли де ста ни пре во лу го ри ме ту ша ба ве но кри са зо пи ля чу хо'.split(' '),
  en: 'ra con mi ter lo ven ta sil por ne du gra lin so ber cu den fa mor pel vi ton ka res ul'.split(' '),
};
const small = {
  ru: ['и', 'в', 'на', 'что', 'с', 'у', 'к', 'не'],
  en: ['and', 'in', 'on', 'that', 'with', 'at', 'to', 'not'],
};
type Language = keyof typeof syllables;

/** Numbers from 0 to 1, the same for the same seed. */
export function seeded(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** A word for each rank: the same word for the same rank. */
function wordOf(rank: number, language: Language): string {
  const parts = syllables[language];
  let rest = rank + parts.length;
  let word = '';
  for (; rest > 0; rest = Math.floor(rest / parts.length)) word += parts[rest % parts.length] ?? '';
  return word;
}

/** A vocabulary of 1,600 words after 600 things said, and of 20,000 after 100,000. */
const vocabularyAt = (said: number) => 68 * Math.sqrt(said + 100);

/** What is said as the `index`th: every fourth in English, the rest in Russian, with ever more words to choose from. */
export function makeTalk(index: number, words = 14): { text: string; telling: string[] } {
  const random = seeded(index + 1);
  for (let skip = 0; skip < 3; skip++) random();
  const language = Math.floor(index / 8) % 4 === 3 ? 'en' : 'ru';
  const vocabulary = vocabularyAt(index);
  const telling: string[] = [];
  const said = Array.from({ length: words }, () => {
    const between = small[language];
    if (random() < 0.35) return between[Math.floor(random() * between.length)] ?? '';
    // By Zipf: a word's frequency falls with its rank.
    const rank = Math.floor(vocabulary ** random());
    const word = wordOf(rank, language);
    if (rank > 30) telling.push(word);
    return word;
  });
  const text = said.join(' ');
  return { text: `${text.charAt(0).toUpperCase()}${text.slice(1)}.`, telling };
}

/** A question about what was said as the `index`th. */
export function askAbout(index: number): string {
  return `Что я говорил про ${makeTalk(index).telling.slice(0, 3).join(' ')}?`;
}
