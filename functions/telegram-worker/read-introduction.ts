import { normalizePhrase } from '../../shared/macros/index.ts';
import { archetypes, type Language } from '../../shared/profile/index.ts';

type Archetype = (typeof archetypes)[number];

const introductions = [
  /^(?:меня зовут|зовите меня|зови меня|называйте меня|называй меня|мо[её] имя)\s+(.+)$/iu,
  /^(?:my name is|call me|please call me)\s+(.+)$/iu,
];

/** One or two capitalised words; a keyboard capitalises the first word of anything, hence the list below. */
const bareName = /^\p{Lu}[\p{Ll}\p{M}'’]+(?:-\p{Lu}[\p{Ll}\p{M}]+)?(?: \p{Lu}[\p{Ll}\p{M}'’]+)?\.?$/u;
const givenName = /^[\p{L}\p{M}'’.-]+(?: [\p{L}\p{M}'’.-]+){0,2}$/u;

/** Words that people begin with and that are nobody's name. */
const noNames = new Set(
  (
    'привет приветствую здравствуй здравствуйте здорово хай салют добрый доброе доброго да нет ага угу ок окей ладно ' +
    'хорошо отлично понятно ясно спасибо благодарю пожалуйста помощь помоги помогите погода новости время дата план ' +
    'планы задача задачи день неделя сегодня завтра вчера утро вечер что как где когда кто куда откуда почему зачем ' +
    'сколько какой какая какие расскажи покажи напомни найди запомни стоп хватит отмена пока альфред дворецкий батлер ' +
    'тест начать старт начнем поехали алло эй курс валюта музыка шутка анекдот рецепт ужин обед завтрак ' +
    'hello hi hey good yes no ok okay fine sure thanks thank please help weather news time date plan plans today tomorrow ' +
    'yesterday morning evening what how where when who why which tell show remind find remember stop cancel bye alfred ' +
    'butler test start begin go music joke recipe dinner lunch breakfast task tasks'
  ).split(' '),
);

/** The name that a text gives, if that is what it does. */
export function readName(text: string, known?: string): string | undefined {
  const said = text.trim();
  for (const introduction of introductions) {
    const name = introduction
      .exec(said)?.[1]
      ?.replace(/[.!]+$/, '')
      .trim();
    if (name !== undefined && name.length <= 40 && givenName.test(name)) return name;
  }
  if (known !== undefined && normalizePhrase(said) === normalizePhrase(known)) return known;
  const [first = ''] = normalizePhrase(said).split(' ');
  return said.length <= 40 && bareName.test(said) && !noNames.has(first)
    ? said.replace(/\.$/, '')
    : undefined;
}

const languageNames: Readonly<Record<string, Language>> = {
  ru: 'ru',
  rus: 'ru',
  русский: 'ru',
  'по русски': 'ru',
  'на русском': 'ru',
  russian: 'ru',
  en: 'en',
  eng: 'en',
  english: 'en',
  английский: 'en',
  'по английски': 'en',
  'на английском': 'en',
  'in english': 'en',
};

/** The language that a text names. */
export function readLanguage(text: string): Language | undefined {
  const said = normalizePhrase(text);
  return Object.hasOwn(languageNames, said) ? languageNames[said] : undefined;
}

/** The archetype that a text names, by its number in the list or its title. */
export function readArchetype(
  text: string,
  titles: Readonly<Record<Archetype, string>>,
): Archetype | undefined {
  const said = normalizePhrase(text);
  return archetypes.find(
    (one, index) =>
      said === String(index + 1) || said === normalizePhrase(titles[one]) || text.trim() === one,
  );
}

/** Whether a text passes over a question. */
export function readSkip(text: string): boolean {
  return ['пропустить', 'пропусти', 'дальше', 'потом', 'skip', 'later', 'next'].includes(
    normalizePhrase(text),
  );
}
