import { defaultPersona, isTimeZone } from '../profile/index.ts';
import { hourOf, tellTheClock } from './ask-clock.ts';
import { intentOf } from './intents.ts';
import { phraseBook } from './phrase-book.ts';
import type { Phrases } from './phrases.ts';
import { clip, isTime, type Place, quote, worthQuoting } from './quote-memories.ts';
import type { Intent, OfflineAnswer, OfflineQuestion } from './schema.ts';
import { stripManners } from './strip-manners.ts';

/** What an answer is made with, once the message is understood. */
type Asked = OfflineQuestion & {
  core: string;
  say: Phrases;
  place: Place;
  isKept: boolean;
  pick: (lines: readonly [string, ...string[]]) => string;
};

type Draft = {
  text: string;
  usedIds?: string[];
  hasEvidence?: boolean;
  /** The text says itself why it is a short one. */
  explains?: boolean;
};

/** What rules understand is short; of a long message the beginning tells its kind. */
const understoodChars = 1000;
/** How many turns an answer quotes. */
const mostQuotes = 3;
const mostTold = 5;
const introduction =
  /(?:^|[^\p{L}])(?:меня зовут|мо[её] имя|зови(?:те)? меня|my name is|my name's|call me)[ :—–-]+(\p{Lu}[\p{L}'’-]*)/iu;
/** A question that is not about the person is answered from notes only when they are about it. */
const relatedCoverage = 0.5;

/**
 * Answers without a model: from rules, the profile, the clock and what was recalled. Quotes with dates what is in
 * evidence and claims nothing else; never throws.
 */
export function answerOffline(question: OfflineQuestion): OfflineAnswer {
  const { message, language, profile, reason } = question;
  const now = isTime(question.now) ? question.now : 0;
  const timezone = isTimeZone(question.timezone) ? question.timezone : 'UTC';
  const plain = stripManners(message.slice(0, understoodChars));
  const say = phraseBook[language];
  const asked: Asked = {
    ...question,
    now,
    timezone,
    core: plain.core,
    say,
    place: { now, timezone, language },
    isKept: question.keeps ?? profile !== undefined,
    pick: picker(profile?.tone, plain.core + String(Math.floor(now / 3_600_000))),
  };
  const intent = intentOf(message, plain);
  const { text, usedIds = [], hasEvidence = false, explains = false } = draft(intent, asked);
  const greeted = plain.greeted && intent !== 'greeting' ? `${hello(asked)} ${text}` : text;
  const note =
    reason === 'no_model' || explains || (reason === 'model_down' && !hasEvidence) ? '' : say.note[reason];
  return { text: note === '' ? greeted : `${greeted}\n\n${note}`, usedIds, hasEvidence };
}

function draft(intent: Intent, asked: Asked): Draft {
  const { say, pick, reason, isKept, core, now, timezone, language } = asked;
  switch (intent) {
    case 'greeting':
      return { text: `${hello(asked)} ${pick(say.offer)}` };
    case 'who':
      return {
        text: `${isAlfred(asked) ? say.alfred : say.butler} ${say.who[reason]}`,
        hasEvidence: true,
        explains: true,
      };
    case 'can':
      return { text: say.can, hasEvidence: true };
    case 'clock':
      return { text: tellTheClock(core, now, timezone, language), hasEvidence: true };
    case 'danger':
      return { text: pick(say.manners.danger), hasEvidence: true, explains: true };
    case 'name':
      return tellName(asked);
    case 'known':
      return tellKnown(asked);
    case 'talk':
      return tellTalk(asked);
    case 'macros':
      return tellMacros(asked);
    case 'memory':
      return quoteNotes(asked, 0) ?? { text: pick(say.nothing) };
    case 'question':
      return (
        quoteNotes(asked, relatedCoverage) ?? {
          text: say.beyond[reason].question,
          explains: reason !== 'quota',
        }
      );
    case 'request':
      return (
        quoteNotes(asked, relatedCoverage) ?? {
          text: say.beyond[reason].request,
          explains: reason !== 'quota',
        }
      );
    case 'reminder':
      // To be reminded of a thing can also mean to be told of it.
      return (
        (/^(?:про|о|об|обо) /.test(core) ? quoteNotes(asked, relatedCoverage) : undefined) ?? {
          text: pick((isKept ? say.kept : say.unkept).reminder),
        }
      );
    case 'statement':
    case 'note':
    case 'intro':
    case 'trouble':
    case 'joy':
      return { text: pick((isKept ? say.kept : say.unkept)[intent]) };
    default:
      return { text: pick(say.manners[intent]) };
  }
}

function hello({ say, place, profile }: Asked): string {
  const hour = hourOf(place.now, place.timezone);
  const part = hour < 5 || hour >= 23 ? 'night' : hour < 12 ? 'morning' : hour < 18 ? 'day' : 'evening';
  const name = clip(profile?.name ?? '', 40);
  return `${say.hello[part]}${name === '' ? '' : `, ${name}`}.`;
}

function isAlfred({ profile }: Asked): boolean {
  return !profile || Object.values<string>(defaultPersona).includes(profile.persona);
}

function tellName({ say, profile, said = [], recalled }: Asked): Draft {
  const name = clip(profile?.name ?? '', 100);
  if (name !== '') return { text: say.named(name), hasEvidence: true };
  for (const { id, role, text } of [...said.toReversed(), ...recalled]) {
    const told = role === 'user' ? introduction.exec(text)?.[1] : undefined;
    if (told !== undefined) return { text: say.named(clip(told, 100)), usedIds: [id], hasEvidence: true };
  }
  return { text: say.noName };
}

function tellKnown(asked: Asked): Draft {
  const { say, profile, taste, window, recalled, message, place } = asked;
  const { fields } = say;
  const list = (items: readonly string[] = []) => clip(items.join(', '), 200);
  const facts = [
    [fields.name, clip(profile?.name ?? '', 100)],
    [fields.domain, list(profile?.domain)],
    [fields.techStack, list(profile?.techStack)],
    [fields.topics, list(profile?.preferredTopics)],
    [
      fields.buys,
      list(taste?.buys.map(({ name, quantity = 1 }) => (quantity > 1 ? `${name} (${quantity})` : name))),
    ],
    [fields.likes, list(taste?.likes)],
  ].flatMap(([title = '', value = '']) => (value === '' ? [] : [`• ${title}: ${value}`]));
  const summary = clip(window?.summary ?? '', 400);
  if (summary !== '') facts.push(`• ${summary}`);
  const told = (asked.said ?? []).filter(({ text }) => tellsOfOneself(text)).slice(-mostTold);
  const quoted = worthQuoting(recalled.length > 0 ? recalled : told, message, mostTold);
  if (facts.length === 0 && quoted.length === 0) return { text: say.nothingKnown };
  const lines = quoted.map((item) => quote(item, place));
  const text = [
    ...(facts.length > 0 ? [say.known, ...facts] : []),
    ...(lines.length > 0 ? [say.fromTalk, ...lines] : []),
  ].join('\n');
  return { text, usedIds: quoted.map(({ id }) => id), hasEvidence: true };
}

/** Whether a message is one that its author may want to hear again when asking what is known of them. */
function tellsOfOneself(text: string): boolean {
  const intent = intentOf(text, stripManners(text.slice(0, understoodChars)));
  return intent === 'statement' || intent === 'note' || intent === 'intro';
}

function tellTalk({ say, window, recalled, said = [], message, place }: Asked): Draft {
  const quoted = worthQuoting(recalled, message, mostQuotes);
  const summary = clip(window?.summary ?? '', 400);
  const last = said.filter(({ at }) => isTime(at)).slice(-mostQuotes);
  if (quoted.length === 0 && last.length === 0 && summary === '') return { text: say.noTalk };
  const told = last.length > 0 ? last : quoted;
  const lines = told.map((item) => quote(item, place));
  const text = [
    ...(summary === '' ? [] : [say.talked, summary]),
    ...(lines.length > 0 ? [say.lastSaid, ...lines] : []),
  ].join('\n');
  return { text, usedIds: told.map(({ id }) => id), hasEvidence: true };
}

function tellMacros({ say, macros = [] }: Asked): Draft {
  if (macros.length === 0) return { text: say.noMacros };
  const lines = macros.map(({ triggerPhrases, description }) => {
    const phrase = clip(triggerPhrases[0] ?? '', 60);
    return description === '' ? `• ${phrase}` : `• ${phrase}: ${clip(description, 80)}`;
  });
  return { text: [say.macros, ...lines].join('\n'), hasEvidence: true };
}

/** What the notes hold on it, unless that is nothing. */
function quoteNotes(
  { say, pick, recalled, message, place }: Asked,
  leastCoverage: number,
): Draft | undefined {
  const fitting = recalled.filter(({ coverage }) => coverage >= leastCoverage);
  const quoted = worthQuoting(fitting, message, mostQuotes);
  if (quoted.length === 0) return undefined;
  const title = leastCoverage > 0 ? say.related : pick(say.found);
  return {
    text: [title, ...quoted.map((item) => quote(item, place))].join('\n'),
    usedIds: quoted.map(({ id }) => id),
    hasEvidence: true,
  };
}

/** The same words at the same hour are answered the same; who wants it formal or short is spared the irony. */
function picker(tone: string | undefined, seed: string): Asked['pick'] {
  const plainly = tone === 'formal' || tone === 'concise';
  let hash = 7;
  for (let index = 0; index < seed.length; index += 1)
    hash = (hash * 31 + seed.charCodeAt(index)) % 1_000_003;
  return (lines) => (plainly ? undefined : lines[hash % lines.length]) ?? lines[0];
}
