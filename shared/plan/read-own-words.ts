/* Whether a sentence that speaks of something says so of the person who wrote it. */

const word = (part: string) => `(?<!\\p{L})(?:${part})(?!\\p{L})`;
const matcher = (part: string, flags = 'iu') => new RegExp(part, flags);

const self =
  "(?:мы|нас|нам) с \\p{L}+|i|i['’]m|me|my|mine|myself|we|our|us|user|customer|я|меня|мне|мной|мы|нас|нам|мо[йяеёию]|моих|моим|моей|моего|моему|наш\\p{L}*|пользовател\\p{L}*";
const relative =
  'wife|husband|spouse|partner|(?:girl|boy)?friend|mother|mum|mom|mommy|father|dad|parents?|sister|brother|son|daughter|kids?|child|children|baby|toddler|grand\\p{L}+|aunt|uncle|cousin|niece|nephew|family|relatives?|ex|clients?|colleagues?|co-?worker|boss|neighbou?rs?|roommate|guests?|dog|cat|pet|horse|friends|' +
  'жен[аеуы]|женой|муж(?:а|у|ем|е)?|супруг\\p{L}*|парн(?:я|ю|ем)|парень|мам\\p{L}*|мать|матери|пап(?:а|ы|е|у|ой)|от(?:ец|ца|цу)|родител\\p{L}*|сестр\\p{L}*|сёстр\\p{L}*|брат(?:а|у|ом|ья)?|сын(?:а|у|ом|овья)?|доч\\p{L}+|ребён\\p{L}+|ребен\\p{L}+|дет(?:и|ей|ям)|малыш\\p{L}*|внук\\p{L}*|внучк\\p{L}*|баб(?:а|ушк\\p{L}*)|дед(?:а|у|ушк\\p{L}*)?|тёт\\p{L}*|тет[яиею]|дяд\\p{L}*|тёщ\\p{L}*|тещ\\p{L}*|тест[ья]|свекр\\p{L}*|племянни\\p{L}+|семь[еяию]|родственни\\p{L}+|подруг\\p{L}*|друг(?:а|у|ом)?|друз\\p{L}+|коллег\\p{L}*|сосед\\p{L}*|начальни\\p{L}+|гост(?:ь|я|ей|и|ям)|собак\\p{L}*|кошк\\p{L}*|кот(?:а|у|ом)?|п[её]с';
const anybody =
  'people|person|someone|somebody|anyone|anybody|everyone|everybody|nobody|those|women|woman|men|man|patients?|girls?|людей|люди|людям|кто|кого|тех|тем|те|женщин\\p{L}*|мужчин\\p{L}*|пациент\\p{L}*|беременных|беременным';
const pronoun =
  'your|тво[йяеё]|твои|ваш[аеи]?|у (?:тебя|вас)(?= (?:бол|пробл|аллерг|диаб|плох|больн))|he|she|his|her|hers|him|он|она|они|его|её|ее|ему|ей|него|неё|нее|ней|нему|них';
const named =
  "(?<!\\p{L})(?!(?:The|This|That|It|My|User|Customer|Today|There|Here|Let|What|Why|Who|How|Doctor|Patient|Which)(?!\\p{L}))\\p{Lu}\\p{Ll}+(?=(?: (?:is|was|has|had|got)|['’]s)(?!\\p{L}))|(?<=(?<!\\p{L})[Уу] )(?!Пользовател|Клиент|Меня|Нас|Вас)\\p{Lu}\\p{Ll}+";
const others = [relative, anybody, pronoun].map(word).join('|');
const aName = matcher(named, 'u');
const people = matcher(`(?<own>${word(self)})|(?<other>${others})`, 'giu');
/** Said of another afterwards: "a pregnant wife", "болит колено у мамы". */
const ofAnother = matcher(
  `^\\p{L}*(?:(?:'s|’s)? +(?:is|of|in|for|my|our|the|a|у|для|моя|мой|моей|моего|наша|наш)(?!\\p{L})){0,4} +(?:${word(relative)}|${word(anybody)})`,
);

const mending =
  '(?:healed|recovered|gone|better|over|cured|good|right|ok|okay|well|great|fine|only|just|sure|stopp?(?:ed|ing)?)';
const notMended = `(?! (?:yet |fully |completely |quite |really |doing |feeling )?${mending}(?!\\p{L}))`;
const felt =
  '(?:have|had|got|suffer\\p{L}*|get|feel|felt|experience\\p{L}*|hurt\\p{L}*|ache\\p{L}*|bother\\p{L}*|any|been|seem|think|believe|trouble)';
/** What takes back what is said; words like "cannot eat" or "не переношу" are themselves the complaint. */
const denied = [
  `(?:am|is|are|was|were|be|been|['’]m|['’]re|['’]s) not(?!\\p{L})${notMended}`,
  `(?:is|are|was|were)n['’]?t(?!\\p{L})${notMended}`,
  `(?:do|does|did|have|has|had)(?:n['’]?t| not) (?:\\p{L}+ )?${felt}(?!\\p{L})`,
  `(?:has|have)(?:n['’]?t| not) (?:a|an)(?!\\p{L})`,
  `never (?:had|have|been|suffer\\p{L}*|hurt|felt|get|got)(?!\\p{L})`,
  '(?:no longer|no more|without|free of|rid of|neither|not a|not an|not allergic|not pregnant|not vegan)(?!\\p{L})',
  'нет(?!\\p{L})',
  'без (?:бол|аллерг|проблем|травм|диабет|гипертон|беременн|операц)',
  'не (?:(?:больше|уже|сейчас|совсем|вообще|сильно|так|особо|был[аои]?) )?(?:бол(?:ит|ят|ел|еет|еют|ен)|беспоко|страда|аллерги|беремен|веган|вегет|диабет|гипертон|одинок|име[юелт]|было|была|бывает|мучае|травм|наш[лё]|подтверд)',
  '(?:больше|уже|вовсе|совсем) не(?!\\p{L})(?! (?:могу|перено[сш]|ем |пью ))',
  'отсутству|исключил|исключен|опроверг',
].join('|');
const denial = matcher(`(?<!\\p{L})(?:${denied})`);
/** "No" denies what follows at once: "no knee pain", not "no jumping, my knee hurts". */
const noSuch = matcher(
  `(?<!\\p{L})(?:no|zero) (?:(?!my |\\p{L}+ing )\\p{L}+ ){0,2}$|(?<!\\p{L})(?:not|isn['’]t|aren['’]t) (?:\\p{L}+ )?$`,
);
const noWithin = matcher('(?<=\\P{L})no(?: more)? (?:pain|problem|issue|trouble|injur|surger|ache)');

const past =
  "(?<!not (?:\\p{L}+ )?|n['’]t (?:\\p{L}+ )?|never )(?<!\\p{L})(?:(?:healed|recovered|cured|resolved|outgrew|outgrown|disappeared|vanished|subsided|went away|cleared up)(?!\\p{L})|gone(?!\\p{L})(?! (?:vegan|vegetarian|bad|wrong|out))|(?:stopped|quit) (?:hurting|aching|being)|(?:is|are|feels|feel|['’]s) (?:(?:all|fine|better|totally|perfectly|completely|now) )*(?:fine|ok|okay|better|healthy|great|well)(?!\\p{L})|was pregnant|gave birth|used to|(?:don['’]t|no longer) hurt)|" +
  '(?<!(?<!\\p{L})не (?:до конца |совсем |полностью )?)(?<!\\p{L})(?:прош(?:л[аои]|[её]л)(?!\\p{L})(?! (?:\\p{L}+ |\\d+ )?(?:недел|дн|день|месяц|год|лет|час|полгода|время|времени))|зажил|исчезл|ушла|вылечил|выздоров|поправил|избавил|позади|раньше|в прошлом|когда-то|перестал|в порядке|нормально|можно ем|здоров(?:о|ы|а|ое)?(?!\\p{L})|был[аи]? беремен|родила)';
const over = matcher(past);
/** The same said next, of what was just said: "Колено болело, но прошло". */
const nextOver = matcher(
  `^[^\\p{L}\\d]*(?:(?:но|и|а|уже|теперь|сейчас|давно|всё|все|потом|but|and|it|that|they|has|have|had|is|are|was|since|then|all|already|now|long|['’]s)(?!\\p{L})[^\\p{L}\\d]*)*(?:${past})`,
);

const supposed = matcher(
  `^[^\\p{L}\\d]*(?:(?:and|or|but|even|so|и|или|а)(?!\\p{L})[^\\p{L}\\d]+)?(?:if|whether|unless|in case|suppose|imagine|если|вдруг|допустим)(?!\\p{L})`,
);
const wondered = matcher(
  `^[^\\p{L}\\d]*(?:am|is|are|was|do|does|did|have|has|can|could|might|may|should|would|will)(?!\\p{L})|(?<!\\p{L})ли(?!\\p{L})`,
);
const wondering = matcher(
  '^[^\\p{L}\\d]*(?:what|which|how|who|где|что|как\\p{L}*|чем|кто|почему|бывает|можно|нужно)(?!\\p{L})',
);

/** What turns: a new thought, that shares nothing with what was said before it but whom it speaks of. */
const turns =
  /(?<=[.!?;\n])|(?:,\s*|\s+)(?=(?:но|зато|однако|but|however|although|though|while|whereas)(?!\p{L}))|,\s*(?=а(?!\p{L}))|(?:,\s*|\s+(?=(?:и|and)\s))(?=(?:(?:и|and)\s+)?(?:i\s+)?(?:люблю|обожаю|пью|ем|хочу|куп\p{L}+|закаж\p{L}+|добав\p{L}+|love|like|enjoy|drink|eat|want|buy|order|add)(?!\p{L}))/iu;
const pauses =
  /,|:|\s[–—-]\s|\s(?=(?:because|since|if|when|so|that|чтобы|если|когда|потому|поэтому)(?!\p{L}))/giu;

/**
 * Reads a text and gives the function that tells whether it says by one of these words what holds of who wrote it:
 * what is denied, over, asked or supposed, or said of somebody else, does not count. When in doubt it does not hold.
 */
export function readOwnWords(text: string) {
  const thoughts = text.split(turns).filter((thought) => thought.trim() !== '');

  function holds(match: RegExpExecArray, place: number, unless: RegExp | undefined): boolean {
    const thought = thoughts[place] ?? '';
    const [start, end] = [match.index, match.index + match[0].length];
    const { from, to } = around(thought, start, end);
    const said = thought.slice(from, to);
    const next = to < thought.length ? thought.slice(to) : (thoughts[place + 1] ?? '');
    if (unless?.test(said) || isTakenBack(said, match, start - from) || nextOver.test(next)) return false;
    if (isSupposed(said, thought) || ofAnother.test(thought.slice(end))) return false;
    return !isAnother([...thoughts.slice(0, place), thought.slice(0, end)]);
  }

  return (says: RegExp, unless?: RegExp): boolean =>
    thoughts.some((thought, place) => {
      if (!says.test(thought)) return false;
      const every = new RegExp(says.source, 'giu');
      return [...thought.matchAll(every)].some((match) => holds(match, place, unless));
    });
}

/** Whether the last who was spoken of is somebody else. */
function isAnother(thoughts: readonly string[]): boolean {
  for (const thought of thoughts.toReversed()) {
    const last = [...thought.matchAll(people)].at(-1);
    const name = aName.exec(thought);
    if (name && (!last || last.index < name.index)) return true;
    if (last) return last.groups?.['other'] !== undefined;
  }
  return false;
}

/** Where what belongs to a match begins and ends: from pause to pause. */
function around(thought: string, start: number, end: number): { from: number; to: number } {
  const at = [...thought.matchAll(pauses)].map(({ index }) => index);
  const from = at.findLast((index) => index < start);
  return { from: from === undefined ? 0 : from + 1, to: at.find((index) => index >= end) ?? thought.length };
}

function isTakenBack(said: string, [match]: RegExpMatchArray, at: number): boolean {
  return denial.test(said) || over.test(said) || noSuch.test(said.slice(0, at)) || noWithin.test(match);
}

function isSupposed(said: string, thought: string): boolean {
  if (supposed.test(said)) return true;
  if (!thought.trimEnd().endsWith('?') || !thought.trimEnd().endsWith(said.trimEnd())) return false;
  return wondered.test(said) || (wondering.test(said) && !matcher(word(self)).test(said));
}
