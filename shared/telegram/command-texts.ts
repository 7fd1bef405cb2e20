import type { CommandName } from './schema.ts';

/** What the bot's list of commands says of each, in each language. */
export const commandTexts: Readonly<Record<'ru' | 'en', Readonly<Record<CommandName, string>>>> = {
  ru: {
    start: 'Знакомство: имя, язык, часовой пояс',
    help: 'Что я умею',
    plan: 'План на сегодня',
    done: 'Дело сделано: /done 2 или /done 2, 3; с оценкой: /done 2 5',
    skip: 'Пропустить дело: /skip 2 почему; без номера — знакомство',
    rest: 'Сегодня отдых; передумали — /rest отмена',
    week: 'Как идёт неделя; прошлая — /week прошлая',
    memory: 'Что я о вас помню, с датами',
    why: 'Из чего сложился последний ответ',
    macro: 'Макросы: add, list, delete',
    link: 'Связать с приложением: /link КОД',
    export: 'Получить всё, что о вас хранится',
    forget: 'Стереть всё, что о вас хранится',
  },
  en: {
    start: 'Introductions: name, language, time zone',
    help: 'What I can do',
    plan: 'The plan for today',
    done: 'A task is done: /done 2, or /done 2, 3; with a rating: /done 2 5',
    skip: 'Skip a task: /skip 2 why; without a number, the introductions',
    rest: 'A day of rest; should you change your mind, /rest off',
    week: 'How the week goes; the one before, /week last',
    memory: 'What I remember about you, with dates',
    why: 'What shaped the last answer',
    macro: 'Macros: add, list, delete',
    link: 'Link with the app: /link CODE',
    export: 'Get everything that is kept about you',
    forget: 'Erase everything that is kept about you',
  },
};
