import { normalizePhrase } from '../../shared/macros/index.ts';
import { doubtfulNames, givenNames } from './given-names.ts';

/** What people say before and after their name, a piece at a time. */
const opening =
  /^(?:привет|здравствуй(?:те)?|добрый (?:день|вечер)|доброе утро|доброго (?:дня|вечера|утра)|да|ну|конечно|хорошо|ок|альфред|hi|hello|hey|good (?:morning|day|afternoon|evening)|yes|sure|well|okay|ok|alfred)(?:[\s,.!—–-]+|$)/iu;
const closing =
  /(?:^|[\s,.!—–-]+)(?:(?:и )?(?:мне )?(?:очень )?приятно(?: познакомиться)?|рада? (?:знакомству|познакомиться|встрече)|будем знакомы|спасибо|благодарю|пожалуйста|альфред|а (?:вас|тебя)(?: как(?: зовут)?)?\?+|please|thanks|thank you|(?:it'?s )?(?:very )?(?:nice|pleased|glad|good) to meet you(?: too)?|sir|alfred|and you(?:rs)?\?+)[\s.!)]*$/iu;

/** After these stands a name and nothing else. */
const surely =
  /^(?:(?:меня )?зовут|мо[её] имя|имя|my name is|my name[’']?s|the name is|the name[’']?s|name)\s*[:—–-]?\s+/iu;
/** After these stands a name or anything else, so it must look like one. */
const maybe =
  /^(?:(?:можно |можешь |можете )?(?:зови(?:те)?|звать|называй(?:те)?|называть|обращайся|обращайтесь) (?:меня|ко мне)|(?:you (?:can|may) |please |just )*call me|i am|i[’']?m|я)\s*[:—–-]?\s+/iu;
/** These say nothing of what follows. */
const merely = /^(?:(?:просто|можно|это|just|simply|it is|it[’']?s|this is)\s+)+/iu;

const word = /^\p{L}[\p{L}\p{M}'’-]*$/u;
const capitalised = /^\p{Lu}[\p{L}\p{M}'’-]*$/u;

/** What nobody is called, although it may be written with a capital. */
const noNames = new Set(
  (
    'не ни и а но да нет на в во к с у о по за до из от для под как что кто где когда куда откуда зачем почему сколько ' +
    'какой какая какие хотите хочешь угодно никак завтра вчера сегодня потом позже утро утром вечер вечером день днем ' +
    'ночь ночью неделя скоро сейчас тут там здесь дома это мне меня тебя вас вам нам очень устал устала занят занята ' +
    'готов готова хочу могу буду думаю человек мужчина женщина ваш твой хозяин господин госпожа никто бот русский ' +
    'русская москвич ага угу ладно отлично понятно ясно окей супер класс классно круто вау ого ура здорово прекрасно ' +
    'замечательно интересно серьезно правда неужели может наверное возможно спокойно хватит стоп отмена пока помощь ' +
    'помоги помогите погода новости время дата план планы задача задачи расскажи покажи напомни найди запомни дворецкий ' +
    'батлер тест начать старт начнем поехали алло эй хай салют курс валюта музыка шутка анекдот рецепт ужин обед ' +
    'завтрак пиво кофе чай ' +
    'a an the not no yes and but or in on at to of for from with by as my your his her it this that what who where when ' +
    'why how which whatever whoever anything anytime back later maybe perhaps soon tomorrow today tonight yesterday now ' +
    'then here there fine good great well tired busy ready sorry happy sad hungry going looking trying only still ' +
    'already very so too old new man woman boy girl person human boss nobody anonymous butler russian english american ' +
    'british french german italian spanish ukrainian chinese japanese indian canadian muslim monday tuesday ' +
    'wednesday thursday friday saturday sunday morning evening cool wow nice awesome super really seriously interesting ' +
    'amazing perfect right true whoa help weather news time date plan plans tell show remind find remember stop cancel ' +
    'bye test start begin go music joke recipe dinner lunch breakfast task tasks beer coffee tea oh my god happy'
  ).split(' '),
);

/** The name that a text plainly gives. */
export function readName(text: string, known?: string): string | undefined {
  const said = bare(text);
  if (known !== undefined && said !== '' && normalizePhrase(text) === normalizePhrase(known)) return known;
  const told = said.replace(surely, '');
  const isSure = told !== said;
  const called = told.replace(maybe, '');
  const words = wordsOf(called.replace(merely, ''));
  const [first = ''] = words;
  const isName =
    (words.every((one) => isGiven(one) || capitalised.test(one)) && (isGiven(first) || called !== said)) ||
    (isSure && isGiven(first) && words.length < 3) ||
    // The infinitive is what one is called to do: «меня зовут гулять».
    (isSure && words.length === 1 && !/(?:ть|ти|ться)$/iu.test(first));
  return words.length > 0 && isName ? words.map(written).join(' ') : undefined;
}

/** What a text may be the name of, although such words could be anything else. */
export function guessName(text: string): string | undefined {
  const words = wordsOf(bare(text).replace(merely, ''));
  const looks = words.length > 0 && words.every((one) => capitalised.test(one) && one.length > 1);
  return looks ? words.map(written).join(' ') : undefined;
}

function isGiven(name: string): boolean {
  return (
    (doubtfulNames.has(name.toLowerCase()) && capitalised.test(name)) ||
    name
      .toLowerCase()
      .replace(/ё/g, 'е')
      .split('-')
      .every((part) => givenNames.has(part))
  );
}

/** The text without smiles and what is said around a name. */
function bare(text: string): string {
  let said = text
    .normalize('NFC')
    .replace(/[\p{Extended_Pictographic}\p{Emoji_Modifier}\u200d\ufe0f]|[:;]-?[)D]+|\)+$/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  for (;;) {
    const less = said.replace(closing, '').replace(opening, '');
    if (less === said) break;
    said = less;
  }
  return said
    .replace(/[\s.!,…]+$/u, '')
    .replace(/^(?:меня (.+) зовут|(.+) (?:меня зовут|is my name))$/iu, 'меня зовут $1$2');
}

/** The words of what could be a name, at most three; none where it could not. */
function wordsOf(text: string): string[] {
  const words = text.split(' ');
  const fits = text.length <= 60 && words.length <= 3;
  return fits && words.every((one) => word.test(one) && !noNames.has(normalizePhrase(one))) ? words : [];
}

/** A name as it is written: the first letter of each part large. */
function written(name: string): string {
  const isShouted = name.length > 2 && name === name.toUpperCase();
  return (isShouted ? name.toLowerCase() : name).replace(/^\p{Ll}|(?<=-)\p{Ll}/gu, (letter) =>
    letter.toUpperCase(),
  );
}
