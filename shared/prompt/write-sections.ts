import type { WorkContext } from '../context/index.ts';
import type { Language, Profile } from '../profile/index.ts';
import { clipCharacters, clipText, fitsTokens } from './clip-text.ts';
import { escapeText, quoteText } from './escape-text.ts';
import { formatDate } from './format-date.ts';
import { estimateTokens } from './estimate-tokens.ts';
import { ceilings, type PromptMemory, type PromptTask, type PromptTaste } from './schema.ts';

const shownMemories = 3;
const memoryCharacters = 100;
/** Of three memories and of one field, so that none takes the room of all. */
const memoryTokens = 55;
const fieldTokens = 40;
const itemTokens = 16;

/** A section that gives way line by line, the last first; `lost` counts what had no room under its own ceiling. */
export type Section = { header: string; lines: string[]; lost: number };

/** The section's text; nothing when it has no line. */
export function textOf({ header, lines }: Pick<Section, 'header' | 'lines'>): string {
  return lines.length > 0 ? [header, ...lines].join('\n') : '';
}

/** The section as it stands in the prompt, after a blank line. */
export const separate = (text: string): string => (text === '' ? '' : `\n\n${text}`);

const quoted = (text: string, most: number) => quoteText(clipText(escapeText(text), most));

/** How the person wants to be spoken to, and what they buy and like. Of what stands in lists the last gives way first. */
export function writePreferences(profile: Profile, taste: PromptTaste = { buys: [], likes: [] }): Section {
  const { useEmoji, markdown, responseLength } = profile.communication;
  const domains = profile.domain.slice(0, 3);
  const stack = profile.techStack.slice(0, 5);
  const likes = taste.likes.slice(0, 3);
  const buys = taste.buys.slice(0, 4);
  const bought = ({ name, quantity = 1 }: PromptTaste['buys'][number]) =>
    quantity > 1 ? `${quoted(name, itemTokens)} (${quantity})` : quoted(name, itemTokens);
  const plain = (item: string) => quoted(item, itemTokens);
  const list = (label: string, items: readonly string[]) =>
    items.length > 0 ? [`- ${label}: ${items.join(', ')}`] : [];
  for (let lost = 0; ; lost++) {
    const section = {
      header: '## User Preferences',
      lines: [
        ...(profile.name ? [`- Name: ${plain(profile.name)}`] : []),
        `- Style: ${profile.tone}, ${markdown ? 'Markdown' : 'no Markdown'}`,
        ...list('Domains', domains.map(plain)),
        ...list('Tech stack', stack.map(plain)),
        ...list('Usually buys', buys.map(bought)),
        ...list('Likes', likes.map(plain)),
        useEmoji ? '- Emojis are welcome' : '- No emojis',
        `- Response length: ${responseLength}`,
      ],
      lost,
    };
    if (fitsTokens(separate(textOf(section)), ceilings.userPreferences)) return section;
    // The surest purchase says more of a person than anything else in a list.
    const next = [stack, likes, buys.length > 1 ? buys : [], domains, buys].find(({ length }) => length > 0);
    next?.pop();
  }
}

/**
 * What the person is at: project, task, branch, what is open of today's plan, and the last three facts of the session,
 * the newest first. Facts give way first, then the latest tasks of the day.
 */
export function writeContext(context: WorkContext | undefined, today: readonly PromptTask[] = []): Section {
  const field = (label: string, text = '') => (text ? [`- ${label}: ${quoted(text, fieldTokens)}`] : []);
  const work = [
    ...field('Project', context?.currentProject),
    ...field('Task', context?.currentTask),
    ...field('Branch', context?.activeBranch),
  ];
  const facts = (context?.sessionFacts ?? [])
    .slice(-3)
    .toReversed()
    .flatMap((fact) => field('Fact', fact));
  const open = today.map(({ title, timeOfDay }) => `${quoted(title, itemTokens)} (${timeOfDay})`);
  const write = (shown: readonly string[]) => [
    ...work,
    ...(shown.length > 0 ? [`- Open in today's plan: ${shown.join(', ')}`] : []),
  ];
  const header = '## Current Context';
  const fits = (lines: readonly string[]) =>
    fitsTokens(separate(textOf({ header, lines: [...lines] })), ceilings.currentContext);
  const shown = [...open];
  while (shown.length > 0 && !fits(write(shown))) shown.pop();
  const lost = open.length - shown.length;
  return fitted(ceilings.currentContext, { header, lines: [...write(shown), ...facts], lost });
}

/** The best memories, each in about a hundred characters with its day. */
export function writeMemories(
  memories: readonly PromptMemory[],
  timezone: string,
  language: Language,
): Section {
  const lines = memories.slice(0, shownMemories).map(({ at, text }) => {
    const short = clipCharacters(escapeText(text), memoryCharacters);
    return `- ${formatDate(at, 'day', timezone, language)}: ${quoted(short, memoryTokens)}`;
  });
  return fitted(ceilings.memories, { header: '## Relevant Past Context', lines, lost: 0 });
}

const personaHeader = '## User Persona';
const personaTag = 'user-persona';

/** What others found out about the person, and how many tokens of it had no room. */
export function writeUserPersona(text: string): Block {
  return block(personaHeader, personaTag, text, ceilings.userPersona);
}

/** Text and tag may count for more where they meet. */
const seamSlack = 2;
/** How many tokens what others found out about the person may have, to be shown whole. */
export const userPersonaTokens =
  ceilings.userPersona - estimateTokens(separate(around(personaHeader, personaTag, ''))) - seamSlack;

/** What was said before the events that are shown, and how many tokens of it had no room. */
export function writeSummary(text: string, most: number): Block {
  return block('## Conversation Summary', 'summary', text, most);
}

export type Block = { text: string; lost: number };

function around(header: string, tag: string, inner: string): string {
  return `${header}\n<${tag}>\n${inner}\n</${tag}>`;
}

/** Text between tags, which it cannot close as it holds no angle bracket. */
function block(header: string, tag: string, text: string, most: number): Block {
  const whole = escapeText(text);
  if (whole === '') return { text: '', lost: 0 };
  let room = most - estimateTokens(separate(around(header, tag, '')));
  let inner = clipText(whole, Math.max(0, room));
  // Where text and tag meet they may count for more than each alone.
  while (inner !== '' && !fitsTokens(separate(around(header, tag, inner)), most))
    inner = clipText(whole, Math.max(0, --room));
  const lost = inner === whole ? 0 : estimateTokens(whole) - estimateTokens(inner);
  return { text: inner === '' ? '' : around(header, tag, inner), lost };
}

function fitted(most: number, section: Section): Section {
  for (; !fitsTokens(separate(textOf(section)), most); section.lost++) section.lines.pop();
  return section;
}
