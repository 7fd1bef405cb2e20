import { stripManners } from '../offline/index.ts';

const whole = (...alternatives: string[]) => new RegExp(`^(?:${alternatives.join('|')})$`);

const today = 'сегодня|сегодняшний день|день';
const plan = whole(
  // «что (у меня) (там) на сегодня (по плану)»
  `(?:что|че|чего) (?:там )?(?:у меня )?(?:там )?(?:по плану |в плане |в планах |запланировано |намечено )?на (?:${today})(?: по плану| в плане| в планах| запланировано| намечено)?`,
  '(?:что|какие дела|какие задачи|какой план|какие планы) (?:там )?(?:у меня |мне )?сегодня(?: у меня| мне)?(?: по плану| в плане| в планах| запланировано| намечено| предстоит| делать| сделать)?',
  'что (?:мне )?(?:предстоит|запланировано|намечено|делать|сделать) сегодня',
  `(?:какой|каков|какие|каковы)?(?: ?у меня)? ?(?:мой |мои )?(?:план|планы|дела|задачи)(?: у меня)? на (?:${today})`,
  '(?:мой )?план(?: дня| на день)?',
  'какой у меня план',
  '(?:что|чего) (?:там |еще |у меня |мне )*(?:по плану|в плане|в планах)(?: на сегодня| на день)?',
  `(?:что|чего|сколько|какие дела|какие задачи) (?:там |еще |у меня |мне )*(?:осталось|остались|остается)(?: еще| у меня| мне| сделать| по плану| в плане| на сегодня| сегодня)*`,
  '(?:что|чего) (?:у меня |мне )?(?:дальше|теперь|следующее) (?:по плану|в плане)',
  'чем (?:мне |бы мне |бы )?(?:заняться|заниматься) сегодня|чем (?:мне |бы мне |бы )?сегодня (?:заняться|заниматься)',
  '(?:what|whats|what is) (?:still )?(?:left|open|remaining)(?: for me)?(?: to do)?(?: on| in)?(?: my| the)?(?: plan| list)?(?: for)?(?: today)?',
  '(?:whats|what is|what comes) next (?:on|in) (?:my|the) (?:plan|list|agenda)',
  '(?:what|whats|what is) (?:there )?(?:on |up )?(?:for me )?(?:for )?today',
  '(?:what|whats|what is) (?:on|in) (?:my|the) (?:plan|agenda|list)(?: for)?(?: today)?',
  'what (?:do i have|have i got|have i)(?: to do| planned| on| on my plan)? ?(?:for )?today',
  'what (?:should|shall|must|am) i (?:to )?do(?:ing)? today',
  '(?:whats|what is|what are|which are)? ?(?:my|the) (?:plan|plans|tasks|todos)(?: for)?(?: today| the day)?',
  '(?:whats|what is|what are)? ?todays (?:plan|plans|tasks)',
  'plan (?:for today|for the day|of the day)',
);
const week = whole(
  'как (?:у меня )?(?:прошла|проходит|идет|дела на|складывается) (?:моя |эта )?(?:неделя|неделе)',
  'как (?:моя|эта) неделя',
  '(?:подведи(?:те)? (?:пожалуйста )?|подвести |какие |каковы )?(?:мои )?(?:итоги?|результаты) (?:за )?(?:этой |эту |моей |мою )?(?:недели|неделю)',
  'моя неделя',
  'how (?:was|is|has been|did|goes) (?:my|the|this) week(?: going| go| been| so far)*',
  'how (?:has|is) (?:my|the|this) week (?:been|going)(?: so far)?',
  '(?:my|the) week(?: in review)?|week in review',
  '(?:my |the )?(?:weekly|week) (?:summary|review)|(?:summary|review) of (?:my|the|this) week',
);

const lastWeek = whole(
  'как (?:у меня )?(?:прошла|была|сложилась) (?:моя )?(?:прошлая|предыдущая|та) неделя',
  '(?:подведи(?:те)? (?:пожалуйста )?|какие |каковы )?(?:мои )?(?:итоги?|результаты) (?:моей )?(?:за )?(?:прошлой|прошлую|предыдущей|предыдущую) (?:недели|неделю)',
  '(?:моя )?(?:прошлая|предыдущая) неделя|(?:что|как) (?:было )?на прошлой неделе',
  'how (?:was|did|went) (?:my )?(?:last|previous) week(?: go| been)?|how did (?:my )?(?:last|previous) week go',
  '(?:my |the )?(?:last|previous) week(?:s)?(?: summary| review| in review)?',
  '(?:summary|review) of (?:my |the )?(?:last|previous) week',
);
/** A word on a task by its number; where it is no command, it is told how tasks are marked. */
const deed = whole(
  '(?:сделано|сделал|сделала|готово|выполнено|выполнил|выполнила|done) (?:дело |задача |задачу |пункт |номер )?(?:no ?)?\\d{1,2}(?:(?: и| and)? \\d{1,2})*',
  '(?:дело |задача |пункт |номер )?\\d{1,2} (?:сделано|готово|выполнено|done)',
);
const spoken = /^!\s*(\p{L}[\p{L}\p{N}_-]*)([\s\S]*)$/u;

const usual = whole(
  '(?:что|какие (?:продукты|товары)) я (?:обычно|чаще всего|всегда|регулярно|часто) (?:покупаю|беру|заказываю)',
  '(?:какие у меня |мои )?(?:обычные|регулярные|постоянные) покупки',
  '(?:what|which products) do i (?:usually|normally|often|always|regularly) (?:buy|get|order)',
  '(?:what are )?my (?:usual|regular) (?:purchases|products|groceries)',
);
const shop = '(?:магазине|лавке|каталоге)';
const enShop = '(?:the )?(?:shop|store|catalog|catalogue)';
const searches = [
  `(?:(?:найди|поищи|подбери|покажи|посмотри)(?:те)? )?(?:пожалуйста )?(?:мне )?в ${shop} (.+)`,
  `(?:найди|поищи|подбери|покажи|посмотри)(?:те)? (?:пожалуйста )?(?:мне )?(.+) в ${shop}`,
  `(?:search|look in) ${enShop} for (.+)`,
  `(?:find|look for|search for|show)(?: me)? (.+) in ${enShop}`,
].map((pattern) => new RegExp(`^${pattern}$`));

/** The skill that a plain request is for, and what stands behind its name, where all of it is that request and nothing else. */
export function matchRequest(text: string): string | undefined {
  if (text.length > mostRequest) return undefined;
  const { core } = stripManners(text);
  if (plan.test(core)) return 'plan';
  if (deed.test(core)) return 'plan done';
  if (lastWeek.test(core)) return 'week last';
  if (week.test(core)) return 'week';
  if (usual.test(core)) return 'usual';
  const query = searches.map((pattern) => pattern.exec(core)?.[1]).find((found) => found !== undefined);
  return query === undefined ? undefined : `search ${query}`;
}

/** The skill that a message calls by its name, `!recall holiday`, where there is such a skill. */
export function matchSkill(text: string, skills: Readonly<Record<string, unknown>>): string | undefined {
  const [, word = '', input = ''] = spoken.exec(text.trim()) ?? [];
  const name = word.toLowerCase();
  return Object.hasOwn(skills, name) ? `${name}${input}`.trim() : undefined;
}

const mostRequest = 120;
