import type { Intent } from './schema.ts';
import { asksTheClock } from './ask-clock.ts';
import { intentPatterns } from './intent-patterns.ts';
import { inside, start } from './match-words.ts';
import type { Plain } from './strip-manners.ts';

const reminder = inside(
  '(?:напомни|напомните|напоминай|разбуди|разбудите)(?! (?:мне )?(?:пожалуйста )?(?:что|как|кто|где|когда|о чем|про что|какой|какая|какое|какие|сколько|зачем|почему|мое|мой|мою|мои|чем|на чем)(?: |$))(?! (?:мне )?(?:про|о|об) (?:мой|мою|мои|мое|нас|себе)(?: |$))',
  'поставь(?:те)? (?:мне )?(?:будильник|таймер|напоминание)|установи(?:те)? (?:будильник|таймер|напоминание)',
  'remind me (?:to|at|in|on|tomorrow|tonight|that|every)|(?:set|create) (?:me )?(?:a |an |the )?(?:reminder|alarm|timer)|wake me',
);
const note = start(
  'запомни(?:те)?|запиши(?:те)?|занеси(?:те)?|заметь(?:те)?|отметь(?:те)?|пометь(?:те)?|имей(?:те)? в виду|учти(?:те)?|на заметку|не забудь(?:те)?|зафиксируй(?:те)?',
  'note|take (?:a |the )?note|make (?:a )?note|keep in mind|bear in mind|jot down|write (?:this |that )?down|dont forget|do not forget',
  'remember(?= (?:that|this|the|to|i|my|it|we|he|she|they|please))',
);
const intro = start(
  'меня зовут|мое имя|зови(?:те)? меня|называй(?:те)? меня|my name is|call me|im called|i am called',
);
const forget = start(
  '(?:забудь|забудьте)(?= (?:все|это|меня|обо|про|что|о|мои|мое|мою)|$)|(?:удали|сотри|очисти)(?:те)? (?:все|мои|мою|память|историю|это|меня|данные)',
  'forget(?= (?:everything|all|me|this|that|it|what|about|my)|$)|(?:erase|delete|wipe|clear) (?:everything|all|my|me|memory|history|this|that|the)',
);
const macros = inside('макрос\\S*', 'macros?');
const listing = inside('какие|мои|моих|список|есть|все|my|list|what|which|have|all|сколько');

const trouble = inside(
  'устал|устала|грустно|плохо|тяжело|одиноко|страшно|тревожно|больно|болит|заболел|заболела|расстроен|расстроена|скучаю|обидно|уволили|бессонница',
  'tired|sad|ill|sick|lonely|upset|stressed|exhausted|depressed|anxious|scared|hurts|heartbroken|unwell|fired|miserable',
);
const joy = inside(
  'ура|получилось|удалось|победил|победила|победили|выиграл|выиграла|сдал экзамен|сдала экзамен|повысили|родил[аси]\\S*|женюсь|замуж|день рождения|счастлив|счастлива|празднуем',
  'hooray|hurray|yay|we won|i won|i did it|passed my exam|got promoted|promoted|im happy|i am happy|so happy|engaged|my birthday|celebrating',
);

const asks = start(
  'что|чего|чему|чем|кто|кого|кому|где|когда|куда|откуда|почему|зачем|отчего|как|какой|какая|какое|какие|какую|каков|сколько|чей|чья|чье|чьи|который|которая|во сколько|на сколько|о чем|про что|с кем|у кого|от кого|к кому|правда ли|есть ли|можно ли|помнишь|помните|знаешь|знаете',
  'what|whats|who|whos|whom|whose|where|wheres|when|why|how|hows|which|is|are|am|do|does|did|can|could|will|would|should|shall|have|has|had|was|were|may|isnt|arent|dont|didnt',
);
const recalls = inside(
  'помнишь|помните|припомни|припоминаешь|вспомни|вспомните|напомни|говорил[аи]?|рассказывал[аи]?|упоминал[аи]?|писал[аи]?|обсуждал[аи]?|обещал[аи]?|сказал[аи]?|записях|записано|записал[аи]?|запомнил[аи]?',
  'remember|recall|said|told|mentioned|remind|promised|noted|talked|discussed|notes',
);
const first = inside(
  'я|мне|меня|мной|мой|моя|мое|мои|моего|моей|моему|моих|моим|моими|моем|мою|мы|нам|нас|нами|наш|наша|наше|наши|нашего|нашей',
  'i|im|ive|id|me|my|mine|we|our|us|ours',
);
const search = start('найди(?:те)?|поищи(?:те)?|отыщи(?:те)?|find|search|look up|look for');
const orders = start(
  '(?:напиши|переведи|посчитай|вычисли|объясни|найди|составь|сделай|придумай|сочини|посоветуй|проверь|исправь|подбери|закажи|купи|поставь|включи|выключи|позвони|отправь|перескажи|сократи|помоги|создай|нарисуй|спой|открой|забронируй|рассчитай|предложи|опиши|сравни|подготовь|запланируй|спланируй|организуй|приготовь|сгенерируй|переформулируй|расшифруй|покажи|расскажи|дай|объясни)(?:те)?',
  'write|translate|calculate|compute|explain|make|create|suggest|recommend|check|fix|order|buy|set|turn|call|send|summari[sz]e|plan|draft|help|draw|sing|open|book|compare|prepare|describe|generate|rewrite|give|show|tell|compose|cook|play',
);

/** What the person wants, as far as rules can tell. */
export function intentOf(message: string, { said, core, greeted, thanked }: Plain): Intent {
  if (core !== '' && !/[\p{L}\p{N}]/u.test(core)) return 'yes';
  if (core === '') return thanked ? 'thanks' : greeted ? 'greeting' : 'presence';
  for (const [intent, pattern] of intentPatterns) if (pattern.test(core) || pattern.test(said)) return intent;
  if (asksTheClock(core)) return 'clock';
  if (isAboutNotes(core)) return 'known';
  const isQuestion = /[?？]/.test(message) || asks.test(core) || / ли(?: |$)/.test(core);
  if (macros.test(said) && listing.test(said)) return 'macros';
  if (reminder.test(said)) return 'reminder';
  if (forget.test(core)) return 'forget';
  if (!isQuestion && (note.test(said) || note.test(core))) return 'note';
  if (!isQuestion && intro.test(core)) return 'intro';
  if (search.test(core)) return 'memory';
  if (isQuestion) return recalls.test(said) || first.test(core) ? 'memory' : 'question';
  if (/^(?:вспомни|припомни|напомни|remind|recall)/.test(said)) return 'memory';
  if (orders.test(core) || orders.test(said)) return 'request';
  if (trouble.test(core)) return 'trouble';
  return joy.test(core) ? 'joy' : 'statement';
}

const list = (text: string) => new Set(text.split(' '));
const about = list(
  'что чего ты вы тебе вам тебя вас у же уже еще вообще знаешь знаете помнишь помните запомнил запомнила запомнили ' +
    'известно записано записал записала узнал узнала хранишь храните сохранил сохранила сохранено обо мне про меня ' +
    'есть все информация информацию данные какие какая какую ли нибудь имеется мои моя мою мне память записи записях ' +
    'заметки в твоей твоих вашей памяти на как хорошо много сколько успел собрал собрала накопил и обо мной ' +
    'what whats do you know remember recall about me myself have youve learned learnt stored saved noted got on in your ' +
    'memory notes memories everything anything all so far is there the my of data information info how much still kept ' +
    'already did any and well',
);
const knowing = list(
  'знаешь знаете помнишь помните запомнил запомнила запомнили известно записано записал записала узнал узнала хранишь ' +
    'храните сохранил сохранила сохранено память памяти записи записях заметки ' +
    'know remember recall learned learnt stored saved noted memory notes memories kept',
);

/** Whether all that is asked is what the butler knows of the person. */
function isAboutNotes(core: string): boolean {
  if (/^(?:обо мне|про меня|about (?:me|myself))$/.test(core)) return true;
  const said = core.split(' ');
  return said.every((word) => about.has(word)) && said.some((word) => knowing.has(word));
}
