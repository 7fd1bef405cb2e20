import { describe, expect, it } from 'vitest';
import { matchRequest, matchSkill } from '../../../shared/reply/match-request.ts';

describe('a plain request', () => {
  it.each([
    'что у меня на сегодня?',
    'Что у меня на сегодня',
    'Альфред, что у меня сегодня?',
    'Доброе утро! Что там на сегодня?',
    'что на сегодня по плану?',
    'что сегодня по плану',
    'Что мне сегодня делать?',
    'Какой у меня план на сегодня?',
    'какие дела на сегодня?',
    'Покажи, пожалуйста, план на день',
    'план на сегодня',
    'мой план',
    'план',
    'What is on today?',
    "What's on today?",
    "what's on for today",
    'Good morning, Alfred. What do I have today?',
    'What should I do today?',
    "show me today's plan",
    'what is my plan for today?',
    'my plan',
    'What are my tasks for today?',
    'plan for the day',
    'что осталось на сегодня?',
    'Что осталось сделать сегодня?',
    'что мне ещё осталось?',
    'что там по плану?',
    'что дальше по плану?',
    'Чем мне заняться сегодня?',
    "What's left to do today?",
    'what is left?',
    "what's next on my plan?",
  ])('for the plan: %s', (text) => {
    expect(matchRequest(text)).toBe('plan');
  });

  it.each([
    'как прошла неделя?',
    'Как идёт моя неделя?',
    'итоги недели',
    'Подведи итоги недели',
    'подведите, пожалуйста, итог недели',
    'Покажи итоги недели, пожалуйста',
    'How was my week?',
    'how is my week going so far?',
    'weekly summary, please',
    'My week in review',
  ])('for the week: %s', (text) => {
    expect(matchRequest(text)).toBe('week');
  });

  it.each([
    'как прошла прошлая неделя?',
    'Прошлая неделя',
    'итоги прошлой недели',
    'подведи итоги за прошлую неделю',
    'How was last week?',
    'how did my last week go?',
    'last week',
    'summary of last week',
  ])('for the last week: %s', (text) => {
    expect(matchRequest(text)).toBe('week last');
  });

  it.each(['сделано 4', 'Готово №2!', 'сделал дело 3', 'выполнено 2 и 3', '4 done', 'done 2, 3'])(
    'that tells of a task is for the plan, where it can be marked: %s',
    (text) => {
      expect(matchRequest(text)).toBe('plan done');
    },
  );

  it('calls a skill by its name after a sign of exclamation', () => {
    const skills = { plan: {}, search: {} };
    expect(matchSkill('!plan', skills)).toBe('plan');
    expect(matchSkill(' ! Plan ', skills)).toBe('plan');
    expect(matchSkill('!search овсяное молоко', skills)).toBe('search овсяное молоко');
    for (const none of ['!dance', '!constructor', '!', 'plan', '!!', 'ну !plan', ''])
      expect(matchSkill(none, skills)).toBeUndefined();
  });

  it.each([
    'Что я обычно покупаю?',
    'Альфред, какие у меня обычные покупки?',
    'мои обычные покупки',
    'What do I usually buy?',
    'my usual groceries, please',
  ])('for what is usual: %s', (text) => {
    expect(matchRequest(text)).toBe('usual');
  });

  it.each([
    ['Найди в магазине овсяное молоко', 'овсяное молоко'],
    ['поищи, пожалуйста, йогурт в лавке', 'йогурт'],
    ['Search the shop for oat milk', 'oat milk'],
    ['Find me rye bread in the store, please', 'rye bread'],
  ])('for products: %s', (text, query) => {
    expect(matchRequest(text)).toBe(`search ${query}`);
  });

  it.each([
    'что я вчера купил в магазине?',
    'найди мои заметки про магазин',
    'search my notes for milk',
    'what do I usually say?',
    'что у меня на завтра?',
    'что сегодня за день?',
    'какой сегодня день?',
    'что делать, если болит колено?',
    'составь план статьи',
    'план Барбаросса',
    'план на сегодня готов, спасибо',
    'на сегодня всё',
    'сегодня был трудный день',
    'как прошла твоя неделя?',
    'неделя',
    'сделано 100 %',
    'сделано с любовью',
    'что осталось от торта?',
    'last week I was ill',
    'чем мне заняться в отпуске?',
    'что приготовить сегодня на ужин?',
    'what is on TV today?',
    'what is the date today?',
    'What day is it today?',
    'what is the weather today',
    'I had a hard week',
    'how many weeks are in a year?',
    'plan my wedding',
    `what is on today? ${'I mean '.repeat(40)}`,
    '',
  ])('is none: %s', (text) => {
    expect(matchRequest(text)).toBeUndefined();
  });
});
