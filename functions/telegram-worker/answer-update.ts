import { AppError } from '../../shared/platform/errors.ts';
import { log } from '../../shared/platform/log.ts';
import type { Profile } from '../../shared/profile/index.ts';
import { turnMs, type TurnResult } from '../../shared/reply/index.ts';
import {
  type Answer,
  commandNames,
  type CommandName,
  commandTexts,
  escapeMarkdown,
  splitText,
} from '../../shared/telegram/index.ts';
import { changeMacros } from './change-macros.ts';
import { noteDone, noteSkipped, restToday, showToday } from './change-plan.ts';
import { explainAnswer } from './explain-answer.ts';
import { forgetPerson, pressForget } from './forget-person.ts';
import { hearVoice } from './hear-voice.ts';
import { linkAccount } from './link-account.ts';
import { offerName, pressIntroduction, start, takeIntroduction } from './onboarding.ts';
import { plain } from './plain-answer.ts';
import { pressPlan } from './press-plan.ts';
import { readDeed } from './read-numbers.ts';
import type { Incoming } from './read-update.ts';
import type { Asked, TelegramWorkerServices } from './services.ts';
import { showMemory } from './show-memory.ts';
import { planButtons } from './show-plan.ts';
import { showWeek } from './show-week.ts';
import type { Texts } from './texts.ts';

/** An answer, and what is to be done once it was sent. */
export type Made = {
  answer: Answer;
  /** The skills that ran. */
  skills?: string[] | undefined;
  afterwards?: TurnResult['afterwards'];
  /** The person lives on under another id now. */
  moved?: boolean;
};

/** What a message may be answered with by someone of whom nothing is known. */
type Unknown = {
  services: TelegramWorkerServices;
  language: 'ru' | 'en';
  texts: Texts;
  profile?: Pick<Profile, 'name'>;
};

/** The words of a message, or what to tell the person who could not be heard, and when the turn must be over. */
type Heard = { text?: string; told?: string; deadline: number };

type Spoken = Extract<Incoming, { kind: 'text' | 'voice' }>;
export type Answerable = Exclude<Incoming, { kind: 'edit' | 'member' }>;

const commands: Readonly<Record<CommandName, (asked: Asked, args: string) => Answer | Promise<Answer>>> = {
  start,
  help: ({ texts: say, language }) => help(say, language),
  plan: showToday,
  done: noteDone,
  skip: noteSkipped,
  rest: restToday,
  week: showWeek,
  memory: showMemory,
  why: explainAnswer,
  macro: changeMacros,
  link: linkAccount,
  export: ({ texts: say }) => ({ ...plain(say.exportReady), document: 'export' }),
  forget: forgetPerson,
};

/** Makes the answer to an update; nothing for a button that is none of ours and for the rest of an album. */
export async function answerUpdate(asked: Asked, incoming: Answerable): Promise<Made | undefined> {
  const { texts: say } = asked;
  const heard =
    incoming.kind === 'text' || incoming.kind === 'voice' ? await hear(asked, incoming) : undefined;
  if (incoming.kind !== 'press' && incoming.isPrivate) {
    const introduction = await takeIntroduction(asked, heard?.text);
    if (introduction) return { answer: introduction };
  }
  switch (incoming.kind) {
    case 'unreadable':
      return (await isAnswered(asked, incoming)) ? undefined : { answer: plain(say.unreadable) };
    case 'press': {
      const { data } = incoming;
      const answer =
        (await pressPlan(asked, data)) ??
        (await pressIntroduction(asked, data)) ??
        (await pressForget(asked, data));
      return answer && { answer };
    }
    case 'command': {
      const { name, args } = readCommand(incoming);
      if (!name) return { answer: plain(say.unknownCommand) };
      if (name !== 'help' && !incoming.isPrivate) return { answer: plain(say.onlyPrivate) };
      return { answer: await commands[name](asked, args), moved: name === 'link' };
    }
    default: {
      const deed = incoming.isPrivate ? readDeed(heard?.text ?? '') : undefined;
      if (deed) return { answer: await commands[deed.command](asked, deed.args) };
      const made = await speak(asked, incoming, heard);
      const buttons =
        heard?.text === undefined
          ? undefined
          : (offerName(asked, heard.text) ?? (await buttonsUnder(asked, incoming, made)));
      return buttons ? { ...made, answer: { ...made.answer, buttons } } : made;
    }
  }
}

/** Makes the answer to who may be anyone, for nothing is kept of them. */
export async function answerAnyone(
  unknown: Unknown,
  incoming: Exclude<Answerable, { kind: 'press' }>,
): Promise<Made> {
  const { texts: say } = unknown;
  switch (incoming.kind) {
    case 'unreadable':
      return { answer: plain(say.unreadable) };
    case 'command': {
      const { name } = readCommand(incoming);
      return { answer: plain(name ? say.nothingKept : say.unknownCommand) };
    }
    default:
      return speak(unknown, incoming);
  }
}

/** The command and what follows it; a number may stick to it, as in /done2. */
function readCommand({ command, args }: { command: string; args: string }) {
  const [, word, number] = /^(done|skip)_?(\d{1,2})$/.exec(command) ?? [];
  const name = commandNames.find((one) => one === (word ?? command));
  return { name, args: number === undefined ? args : `${number} ${args}`.trim() };
}

/** Takes a turn with what was written or said; it needs nothing that is kept for Telegram. */
export async function speak(unknown: Unknown, incoming: Spoken, heard?: Heard): Promise<Made> {
  const { services, texts: say, profile } = unknown;
  const { text, told = say.listening, deadline } = heard ?? (await hear(unknown, incoming));
  if (text === undefined || text === '') return { answer: plain(told) };
  const { identity, conversationId, eventId, receivedAt, hints, kind } = incoming;
  try {
    const result = await services.turns.take({
      identity,
      conversationId,
      messageId: eventId,
      text: text.slice(0, mostText),
      source: kind,
      receivedAt,
      hints,
      deadline,
    });
    const { reply, model, skills, afterwards } = result;
    // Without a model nothing is written in Markdown, and what looks like it is what people said.
    const markdown = result.markdown && model !== 'offline';
    const shown = markdown ? escapeName(reply, profile?.name ?? hints.name ?? '') : reply;
    return { answer: { parts: splitText(shown), markdown }, skills, afterwards };
  } catch (cause) {
    // It says in the person's language how long to wait.
    if (cause instanceof AppError && cause.code === 'rate_limited') return { answer: plain(cause.message) };
    throw cause;
  }
}

/** A plan that was asked for in words has its buttons as well, where nobody else can press them. */
async function buttonsUnder(asked: Asked, { isPrivate, receivedAt }: Spoken, { skills = [] }: Made) {
  if (!isPrivate || !skills.includes('plan')) return undefined;
  try {
    return planButtons(asked, await asked.services.day.plans.get(asked.userId, { receivedAt }));
  } catch (cause) {
    log.warning('telegram.buttons_failed', {}, cause);
    return undefined;
  }
}

async function hear({ services, language, texts: say }: Unknown, incoming: Spoken): Promise<Heard> {
  const deadline = services.clock() + turnMs;
  if (incoming.kind === 'text') return { text: incoming.text.trim(), deadline };
  return { ...(await hearVoice(services, incoming, { language, say })), deadline };
}

/** The reply with the person's name in it for a name, whatever signs it is written with. */
function escapeName(reply: string, name: string): string {
  const isMarked = /[\\`*_~|[\]]|^[#>+-]/.test(name) && /[\p{L}\p{N}]/u.test(name);
  return isMarked ? reply.replaceAll(name, () => escapeMarkdown(name)) : reply;
}

/** Whether another picture of the same album was answered. Each is a message of its own, and they come in order. */
async function isAnswered(
  { services, userId, state, place }: Asked,
  { album }: Extract<Incoming, { kind: 'unreadable' }>,
): Promise<boolean> {
  if (album === undefined) return false;
  const { updateId } = place;
  if (state.album?.id === album) return state.album.updateId !== updateId;
  await services.store.editState(userId, { album: { id: album, updateId } });
  return false;
}

/** What a message of any surface may have. */
const mostText = 8000;

function help(say: Texts, language: 'ru' | 'en'): Answer {
  return plain(say.help(commandNames.map((name) => `/${name} — ${commandTexts[language][name]}`).join('\n')));
}
