import type { CommandName } from './schema.ts';

/** What the bot's list of commands says of each, in each language. */
export const commandTexts: Readonly<Record<'ru' | 'en', Readonly<Record<CommandName, string>>>> = {
  ru: {
    start: 'Знакомство: имя, язык, часовой пояс',
    help: 'Что я умею',
    memory: 'Что я о вас помню, с датами',
    why: 'Из чего сложился последний ответ',
    macro: 'Макросы: add, list, delete',
    link: 'Связать с приложением: /link КОД',
    export: 'Получить всё, что о вас хранится',
    forget: 'Стереть всё, что о вас хранится',
    skip: 'Пропустить знакомство',
  },
  en: {
    start: 'Introductions: name, language, time zone',
    help: 'What I can do',
    memory: 'What I remember about you, with dates',
    why: 'What shaped the last answer',
    macro: 'Macros: add, list, delete',
    link: 'Link with the app: /link CODE',
    export: 'Get everything that is kept about you',
    forget: 'Erase everything that is kept about you',
    skip: 'Skip the introductions',
  },
};
