import {
  type Answer,
  type Button,
  type OnboardingStep,
  onboardingSteps,
} from '../../shared/telegram/index.ts';
import type { ProfileEdit } from '../../shared/profile/index.ts';
import { languageSchema, profileEditSchema } from '../../shared/profile/index.ts';
import { readArchetype, readLanguage, readName, readSkip } from './read-introduction.ts';
import { readTimeZone } from './read-time-zone.ts';
import type { Asked } from './services.ts';
import { plain } from './plain-answer.ts';
import { texts } from './texts.ts';

/** /start: asks the first question of the introductions, or greets who has had them. */
export async function start(asked: Asked): Promise<Answer> {
  const { profile, texts: say } = asked;
  if (profile.onboarded) return plain(say.welcomeBack(profile.name));
  await asked.services.store.editState(asked.userId, { onboarding: 'name' });
  const question = ask('name', asked);
  return { ...question, parts: [`${say.welcome(profile.name)}\n\n${question.parts.join('')}`] };
}

/** /skip: ends the introductions. */
export async function skip(asked: Asked): Promise<Answer> {
  if (asked.state.onboarding === null && asked.profile.onboarded) return plain(asked.texts.nothingToSkip);
  await finish(asked);
  return plain(asked.texts.skipped);
}

/**
 * What follows a text that plainly answers the question asked last. Anything else is none of this: whoever simply
 * writes is answered as ever.
 */
export async function takeIntroduction(asked: Asked, text: string): Promise<Answer | undefined> {
  const { onboarding: step } = asked.state;
  if (step === null) return undefined;
  const edit = readSkip(text) ? {} : readStep(step, text, asked);
  return edit && advance(asked, step, edit);
}

/** What follows a button of the introductions; its data is `intro:<step>:<value>`. */
export async function pressIntroduction(asked: Asked, data: string): Promise<Answer | undefined> {
  const [, name, value = ''] = /^intro:(\w+):(.*)$/.exec(data) ?? [];
  const step = onboardingSteps.find((one) => one === name);
  if (!step) return undefined;
  if (value === '') return advance(asked, step, {});
  const field = step === 'name' ? { name: asked.place.hints.name } : { [step]: value };
  const edit = profileEditSchema.safeParse(field);
  return edit.success ? advance(asked, step, edit.data) : undefined;
}

function readStep(step: OnboardingStep, text: string, { texts: say, place }: Asked): ProfileEdit | undefined {
  const value = {
    name: () => readName(text, place.hints.name),
    language: () => readLanguage(text),
    timezone: () => readTimeZone(text),
    archetype: () => readArchetype(text, say.archetypes),
  }[step]();
  const edit = profileEditSchema.safeParse({ [step]: value });
  return value !== undefined && edit.success ? edit.data : undefined;
}

async function advance(asked: Asked, step: OnboardingStep, edit: ProfileEdit): Promise<Answer> {
  const { services, userId, state } = asked;
  const profile =
    Object.keys(edit).length > 0 ? await services.people.editProfile(userId, edit) : asked.profile;
  const language = languageSchema.parse(profile.language);
  const now = { ...asked, profile, language, texts: texts[language] };
  // A button of an earlier question changes its field and asks nothing again.
  if (state.onboarding !== step) return plain(now.texts.noted);
  const next = onboardingSteps[onboardingSteps.indexOf(step) + 1];
  if (!next) {
    await finish(now);
    return plain(now.texts.onboarded(profile.name));
  }
  await services.store.editState(userId, { onboarding: next });
  return ask(next, now);
}

async function finish({ services, userId, profile }: Asked): Promise<void> {
  await services.store.editState(userId, { onboarding: null });
  if (!profile.onboarded) await services.people.editProfile(userId, { onboarded: true });
}

function ask(step: OnboardingStep, { texts: say, place }: Asked): Answer {
  const button = (text: string, value: string): Button => ({ text, data: `intro:${step}:${value}` });
  const { name } = place.hints;
  const questions: Record<OnboardingStep, { text: string; choices: Button[][] }> = {
    name: { text: say.askName, choices: name === undefined ? [] : [[button(name, 'given')]] },
    language: { text: say.askLanguage, choices: [[button('Русский', 'ru'), button('English', 'en')]] },
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
