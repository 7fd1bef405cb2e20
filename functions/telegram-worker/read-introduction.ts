import { normalizePhrase } from '../../shared/macros/index.ts';
import { archetypes, type Language, languages } from '../../shared/profile/index.ts';
import { texts } from './texts.ts';

/** Words beside an answer that do not change it. */
const beside = new Set(
  (
    'на по в во и а ну да я мне мой моя мою буду хочу хотел хотела бы предпочитаю выбираю выберу говорю говорите говори ' +
    'отвечай отвечайте давай давайте лучше можно пожалуйста плиз наверное пожалуй думаю скорее ближе всего сейчас только ' +
    'будет удобнее привычнее язык языке вариант пункт номер спасибо альфред это ' +
    'please in the i id prefer would like to speak answer use language option number one choice my lets go with is only ' +
    'let it be ill take a choose think probably thanks thank you yes alfred and just me closest'
  ).split(' '),
);

const ordinals: readonly RegExp[] = [
  /^(?:1|1[йея]|перв(?:ый|ое|ая|ую)|first|1st)$/,
  /^(?:2|2[йея]|втор(?:ой|ое|ая|ую)|second|2nd)$/,
  /^(?:3|3[йея]|трет(?:ий|ье|ья|ью)|third|3rd)$/,
  /^(?:4|4[йея]|четверт(?:ый|ое|ая|ую)|fourth|4th)$/,
  /^(?:5|5[йея]|пят(?:ый|ое|ая|ую)|fifth|5th)$/,
  /^(?:6|6[йея]|шест(?:ой|ое|ая|ую)|sixth|6th)$/,
];

const languageNames: Readonly<Record<Language, RegExp>> = {
  ru: /^(?:ru|rus|рус|русск(?:ий|ом|и)|russian)$/,
  en: /^(?:en|eng|англ|английск(?:ий|ом|и)|инглиш|english)$/,
};

/** The language that a text names, by its name or its place among the choices. */
export function readLanguage(text: string): Language | undefined {
  const [said, ...more] = pithOf(text);
  if (said === undefined || more.length > 0) return undefined;
  return languages.find((one) => languageNames[one].test(said)) ?? chosen(said, languages);
}

/** The archetype that a text names, by its title or its place among the choices. */
export function readArchetype(text: string): (typeof archetypes)[number] | undefined {
  const pith = pithOf(text);
  const titled = (one: (typeof archetypes)[number]) =>
    one === text.trim() ||
    languages.some((language) => pithOf(texts[language].archetypes[one]).join(' ') === pith.join(' '));
  return archetypes.find(titled) ?? (pith.length === 1 ? chosen(pith[0] ?? '', archetypes) : undefined);
}

/** Whether a text passes over a question. */
export function readSkip(text: string): boolean {
  return /^(?:пропустить|пропусти(?:те)?|пропустим|пропускаю|дальше|потом|позже|не сейчас|skip(?: (?:it|this|that))?|later|next|not now)$/.test(
    normalizePhrase(text),
  );
}

function chosen<Choice>(said: string, choices: readonly Choice[]): Choice | undefined {
  if (/^(?:последн(?:ий|ее|яя|юю)|last)$/.test(said)) return choices.at(-1);
  return choices.find((_, index) => ordinals[index]?.test(said));
}

/** The words that an answer consists of, without those beside it. */
function pithOf(text: string): string[] {
  if (/[?？]/.test(text)) return [];
  const words = normalizePhrase(text.replace(/\p{Extended_Pictographic}/gu, '')).split(' ');
  return words.filter((word) => word !== '' && !beside.has(word));
}
