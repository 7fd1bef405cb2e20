import { normalizePhrase } from '../macros/index.ts';

export type Plain = {
  /** The message with case, ё/е and punctuation set aside, greetings and thanks removed. */
  said: string;
  /** What is left when polite forms are removed too. */
  core: string;
  greeted: boolean;
  thanked: boolean;
};

const words = (...alternatives: string[]) => new RegExp(`^(?:${alternatives.join('|')})(?= |$) ?`);

const greeting = words(
  'привет(?:ик|ики|ствую)?(?: вас| тебя| всем)?',
  'здравствуй(?:те)?',
  'здрас(?:ь)?те',
  'здорово',
  'с добрым утром',
  'доброе утро|доброго утра|утро доброе|утречко',
  'добрый день|доброго дня|день добрый',
  'добрый вечер|доброго вечера|вечер добрый',
  'доброго времени суток',
  'хай|хеллоу|салют|мое почтение|рада? (?:вас |тебя )?видеть',
  '(?:hi|hello|hey)(?: there| again| all)?',
  'hiya|howdy|greetings|good (?:morning|afternoon|evening|day)|morning|evening',
);
const thanks = words(
  '(?:большое |огромное |ну )?(?:спасибо|спасибки|спс|благодарю|благодарствую|мерси)' +
    '(?: большое| огромное| вам| тебе| вас| тебя| за (?:помощь|все|ответ|совет|это|заботу|информацию))*',
  '(?:many )?(?:thanks|thank you|thank u|thx|cheers)' +
    '(?: a lot| so much| very much| a million| again| for (?:your |the )?(?:help|everything|answer|advice|that|this))*',
  'much appreciated',
);
const address =
  'альфред|дворецкий|батлер|любезный|милейший|голубчик|дорогой|дружище|друг мой|мой друг|сэр|alfred|butler|sir|my good man|my dear|my friend';
const asking =
  '(?:который|сколько|как|кто|где|когда|куда|какой|какая|какое|какие|какую|почему|зачем|мое|мой|моя|мои)';
const politeness = words(
  address,
  'пожалуйста|плиз|please|kindly',
  'будь(?:те)? (?:так )?(?:добр[аы]?|любезн[аы]?)',
  'а|ну|и|эй|так|вот|слушай(?:те)?|кстати|кстати говоря|ок|окей|so|well|and|but|ok|okay|oh|by the way|just|quickly',
  '(?:скажи|подскажи|ответь|напомни|расскажи|поведай|сообщи|назови|покажи|выведи|объясни|дай)(?:те)?(?: ка)?',
  '(?:ты |вы )?не (?:мог|могла|могли) бы(?: ты| вы)?',
  '(?:ты |вы )?(?:можешь|можете|сможешь|сможете)(?: ли)?(?: ты| вы)?',
  '(?:сказать|подсказать|напомнить|рассказать|ответить|назвать|показать|узнать)(?= )',
  'можно(?: ли)?(?: узнать| спросить)?|хочу (?:знать|узнать|спросить)|хотел(?:а|ось)? бы (?:знать|узнать|спросить)',
  'интересно|любопытно|мне|нам',
  `(?:ты |вы )?(?:не )?(?:знаешь|знаете)(?: ли)?(?: ты| вы)?(?= ${asking}(?: |$))`,
  '(?:tell|show|give|remind) me|say|list|show',
  '(?:could|can|would|will) you(?: please| kindly| possibly)?|would you mind telling me|may i ask|can i ask',
  'i (?:wonder|want to know|would like to know|need to know)|id like to know',
  'do you (?:happen to )?know(?= (?:what|whats|who|where|when|how|why|which|my)(?: |$))',
);
const after = new RegExp(
  ` (?:${address}|пожалуйста|плиз|please|спасибо|thanks|thank you|сейчас|теперь|now|right now|а|скажи|скажите|подскажи|подскажите|then|for me)$`,
);

/** Takes greetings, thanks and polite forms off a message, so that what is asked is left. */
export function stripManners(message: string): Plain {
  let said = normalizePhrase(message);
  let greeted = false;
  let thanked = false;
  for (;;) {
    const before = said;
    said = said.replace(words(address), '');
    const ungreeted = said.replace(greeting, '');
    const unthanked = ungreeted.replace(thanks, '');
    greeted ||= ungreeted !== said;
    thanked ||= unthanked !== ungreeted;
    said = unthanked;
    if (said === before) break;
  }
  let core = said;
  for (;;) {
    const shorter = core.replace(politeness, '').replace(greeting, '').replace(thanks, '').replace(after, '');
    if (shorter === core || shorter === '') break;
    core = shorter;
  }
  return { said, core, greeted, thanked };
}
