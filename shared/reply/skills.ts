import type { WeekInsight } from '../insights/index.ts';
import type { Evidence } from '../memory/index.ts';
import type { DayPlan } from '../plan/index.ts';
import type { Language, Profile } from '../profile/index.ts';
import { formatDate } from '../prompt/index.ts';
import type { Recalled } from '../recall/index.ts';
import type { KnownTaste, SearchOutcome, SearchRequest, UsualProduct } from '../shop/index.ts';
import { citeMemories } from './cite-memories.ts';

/** What a skill is given. */
export type SkillRun = {
  /** What stands behind the skill's name. */
  input: string;
  language: Language;
  now: number;
  profile: Profile | undefined;
  /** All that can be run. */
  skills: Skills;
  /** The summary of the conversation so far. */
  summary: string;
  search: (question: string, options?: { kind?: 'turn' | 'activity'; limit?: number }) => Promise<Recalled[]>;
  /** What they buy and like. */
  taste: KnownTaste | undefined;
  shop: {
    search: (request: SearchRequest) => Promise<SearchOutcome>;
    usual: () => Promise<UsualProduct[]>;
  };
  day: {
    /** The plan of today, made where there is none. */
    plan: () => Promise<DayPlan>;
    /** How the week goes, or how the last one went; nothing where weeks are not looked back on. */
    week: (which?: { last?: boolean }) => Promise<WeekInsight | undefined>;
  };
};

export type SkillAnswer = { text: string; evidence: Evidence[] };

/** A named ability of the butler, which a macro can run. */
export type Skill = {
  about: Readonly<Record<Language, string>>;
  run: (given: SkillRun) => Promise<SkillAnswer>;
};
export type Skills = Readonly<Record<string, Skill>>;

const words = {
  ru: {
    nothing: 'Об этом у меня, увы, ничего не записано.',
    found: 'Вот что я нашёл, с датами:',
    knows: 'Вот что я о вас знаю:',
    none: 'Пока почти ничего: мы только знакомимся.',
    name: 'Имя',
    domain: 'Занятия',
    tech: 'Инструменты',
    topics: 'Любимые темы',
    buys: 'Обычные покупки',
    done: 'Недавние дела:',
    idle: 'Недавних дел в моих записях нет.',
    what: 'Что найти? Напишите после слова recall.',
    can: 'Вот что я умею по имени:',
  },
  en: {
    nothing: 'I have nothing on that in my notes, I am afraid.',
    found: 'Here is what I found, with dates:',
    knows: 'Here is what I know about you:',
    none: 'Next to nothing as yet: we have only just met.',
    name: 'Name',
    domain: 'Fields',
    tech: 'Tools',
    topics: 'Favourite topics',
    buys: 'Usual purchases',
    done: 'Recent doings:',
    idle: 'My notes hold no recent doings.',
    what: 'What shall I look for? Put it after the word recall.',
    can: 'What I can do by name:',
  },
} as const;

/** The abilities that need nothing but what is remembered. */
export const memorySkills = {
  memory: {
    about: { ru: 'что я о вас знаю', en: 'what I know about you' },
    run: ({ language, profile, summary, taste }) => {
      const said = words[language];
      const lines = [
        profile?.name && `${said.name}: ${profile.name}`,
        profile?.domain.length && `${said.domain}: ${profile.domain.join(', ')}`,
        profile?.techStack.length && `${said.tech}: ${profile.techStack.join(', ')}`,
        profile?.preferredTopics.length && `${said.topics}: ${profile.preferredTopics.join(', ')}`,
        taste?.buys.length && `${said.buys}: ${taste.buys.map(({ name }) => name).join(', ')}`,
        summary,
      ].filter((line) => typeof line === 'string' && line !== '');
      const text =
        lines.length > 0 ? [said.knows, ...lines.map((line) => `• ${line}`)].join('\n') : said.none;
      return Promise.resolve({ text, evidence: [] });
    },
  },
  recall: {
    about: { ru: 'найти в памяти: recall отпуск', en: 'search memory: recall holiday' },
    run: findInMemory,
  },
  activities: {
    about: { ru: 'недавние дела', en: 'recent doings' },
    run: async ({ input, language, profile, search }) => {
      const found = await search(input, { kind: 'activity', limit: 5 });
      return list(found, words[language].done, words[language].idle, language, profile);
    },
  },
  skills: {
    about: { ru: 'что я умею по имени', en: 'what I can do by name' },
    run: ({ language, skills }) => {
      const lines = Object.entries(skills).map(([name, { about }]) => `• ${name}: ${about[language]}`);
      return Promise.resolve({ text: [words[language].can, ...lines].join('\n'), evidence: [] });
    },
  },
} satisfies Skills;

async function findInMemory({ input, language, profile, search }: SkillRun): Promise<SkillAnswer> {
  if (input === '') return { text: words[language].what, evidence: [] };
  const found = await search(input, { kind: 'turn', limit: 5 });
  return list(found, words[language].found, words[language].nothing, language, profile);
}

function list(
  found: readonly Recalled[],
  title: string,
  none: string,
  language: Language,
  profile: Profile | undefined,
): SkillAnswer {
  const zone = profile?.timezone ?? 'UTC';
  const evidence = citeMemories(found);
  const lines = evidence.map(
    ({ at, text }) => `• ${formatDate(at, 'day', zone, language)}: ${text.replace(/\s+/gu, ' ')}`,
  );
  return { text: lines.length > 0 ? [title, ...lines].join('\n') : none, evidence };
}
