import {
  type Answer,
  type Button,
  type OnboardingStep,
  onboardingSteps,
} from '../../shared/telegram/index.ts';
import type { Profile, ProfileEdit } from '../../shared/profile/index.ts';
import { languageSchema, profileEditSchema } from '../../shared/profile/index.ts';
import { readArchetype, readLanguage, readSkip } from './read-introduction.ts';
import { guessName, readName } from './read-name.ts';
import { readTimeZone } from './read-time-zone.ts';
import type { Asked } from './services.ts';
import { plain } from './plain-answer.ts';
import { texts } from './texts.ts';

/** How long a question waits for its answer in words. */
const waitMs = 3_600_000;

/** What is longer is no answer to a question. */
const mostAnswer = 100;

/** Bytes that Telegram lets a button carry. */
const mostData = 64;

/** /start: asks the questions of the introductions; who has had them is offered to change what they said. */
export async function start(asked: Asked): Promise<Answer> {
  const { profile, state, texts: say } = asked;
  if (profile.onboarded) {
    const change = (step: OnboardingStep): Button => ({
      text: say.steps[step],
      data: `intro:change:${step}`,
    });
    return plain(say.welcomeBack(profile.name), pairs(onboardingSteps.map(change)));
  }
  const question = await ask(state.question?.step ?? 'name', asked);
  return { ...question, parts: [`${say.welcome(profile.name)}\n\n${question.parts.join('')}`] };
}

/** /skip: ends the introductions. */
export async function skip(asked: Asked): Promise<Answer> {
  if (asked.state.question === null && asked.profile.onboarded) return plain(asked.texts.nothingToSkip);
  await finish(asked);
  return plain(asked.texts.skipped);
}

/**
 * What follows the message after a question, if it is a text that plainly answers it. Anything else is answered as
 * ever, and the question is left to its buttons.
 */
export async function takeIntroduction(asked: Asked, text: string | undefined): Promise<Answer | undefined> {
  const { state, place, services, userId } = asked;
  const { question } = state;
  if (!question?.open) return undefined;
  if (text !== undefined) {
    // It was this message that led to the question, before a worker died.
    if (question.askedFor === place.updateId) return ask(question.step, asked);
    const step = awaited(asked, text);
    const edit = step && (readSkip(text) ? {} : readStep(step, text, asked));
    if (edit) return advance(asked, question.step, edit);
  }
  await services.store.editState(userId, { question: { ...question, open: false } });
  return undefined;
}

/** The button that makes a name of a word which follows the question for it and may be one. */
export function offerName(asked: Asked, text: string): Button[][] | undefined {
  const name = awaited(asked, text) === 'name' ? guessName(text) : undefined;
  const data = `intro:name:${name}`;
  if (name === undefined || Buffer.byteLength(data) > mostData) return undefined;
  return [[{ text: asked.texts.callMe(name), data }]];
}

/** The question that this text may answer. */
function awaited({ state: { question }, services }: Asked, text: string): OnboardingStep | undefined {
  if (!question?.open || text.length > mostAnswer) return undefined;
  return services.clock() - question.askedAt <= waitMs ? question.step : undefined;
}

/** What follows a button of the introductions; its data is `intro:<step>:<value>` or `intro:change:<step>`. */
export async function pressIntroduction(asked: Asked, data: string): Promise<Answer | undefined> {
  const [, name, value = ''] = /^intro:(\w+):(.*)$/.exec(data) ?? [];
  const { question } = asked.state;
  if (name !== undefined && question?.askedFor === asked.place.updateId) return ask(question.step, asked);
  const step = onboardingSteps.find((one) => one === (name === 'change' ? value : name));
  if (!step) return undefined;
  if (name === 'change') return ask(step, asked);
  if (value === '') return advance(asked, step, {});
  const field = step === 'name' && value === 'given' ? asked.place.hints.name : value;
  const edit = profileEditSchema.safeParse({ [step]: field });
  return edit.success ? advance(asked, step, edit.data) : undefined;
}

function readStep(step: OnboardingStep, text: string, { place }: Asked): ProfileEdit | undefined {
  const value = {
    name: () => readName(text, place.hints.name),
    language: () => readLanguage(text),
    timezone: () => readTimeZone(text),
    archetype: () => readArchetype(text),
  }[step]();
  const edit = profileEditSchema.safeParse({ [step]: value });
  return value !== undefined && edit.success ? edit.data : undefined;
}

async function advance(asked: Asked, step: OnboardingStep, edit: ProfileEdit): Promise<Answer> {
  const { services, userId, state } = asked;
  const isEdited = Object.keys(edit).length > 0;
  const profile = isEdited ? await services.people.editProfile(userId, edit) : asked.profile;
  const language = languageSchema.parse(profile.language);
  const now = { ...asked, profile, language, texts: texts[language] };
  const isCurrent = state.question?.step === step;
  const next = onboardingSteps[onboardingSteps.indexOf(step) + 1];
  if (isCurrent && next && !profile.onboarded) return ask(next, now);
  if (isCurrent) await finish(now);
  if (isCurrent && !asked.profile.onboarded) return plain(now.texts.onboarded(profile.name));
  // A change, or a button of an earlier question: nothing is asked after it.
  return plain(isEdited ? now.texts.noted(tell(step, profile)) : now.texts.leftAsIs);
}

function tell(step: OnboardingStep, { name, language, timezone, archetype }: Profile): string {
  const { archetypes, languages } = texts[language];
  return { name, language: languages[language], timezone, archetype: archetypes[archetype] }[step];
}

async function finish({ services, userId, profile }: Asked): Promise<void> {
  if (!profile.onboarded) await services.people.editProfile(userId, { onboarded: true });
  await services.store.editState(userId, { question: null });
}

async function ask(step: OnboardingStep, asked: Asked): Promise<Answer> {
  const { services, userId, place, texts: say } = asked;
  const question = { step, askedAt: services.clock(), askedFor: place.updateId, open: true };
  await services.store.editState(userId, { question });
  const button = (text: string, value: string): Button => ({ text, data: `intro:${step}:${value}` });
  const { name } = place.hints;
  const questions: Record<OnboardingStep, { text: string; choices: Button[][] }> = {
    name: { text: say.askName, choices: name === undefined ? [] : [[button(name, 'given')]] },
    language: {
      text: say.askLanguage,
      choices: [Object.entries(say.languages).map(([value, title]) => button(title, value))],
    },
    timezone: { text: say.askTimezone, choices: pairs(say.zones.map(([city, zone]) => button(city, zone))) },
    archetype: {
      text: say.askArchetype,
      choices: Object.entries(say.archetypes).map(([value, title]) => [button(title, value)]),
    },
  };
  const { text, choices } = questions[step];
  return plain(text, [...choices, [button(say.skipOne, '')]]);
}

function pairs(buttons: Button[]): Button[][] {
  return buttons.flatMap((one, index) =>
    index % 2 === 0 ? [[one, ...buttons.slice(index + 1, index + 2)]] : [],
  );
}
