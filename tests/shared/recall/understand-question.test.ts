import { describe, expect, test } from 'vitest';
import { tokenize } from '../../../shared/recall/tokenize.ts';
import { asksWhen, tellsWhen } from '../../../shared/recall/time-words.ts';
import { understandQuestion } from '../../../shared/recall/understand-question.ts';

const now = Date.UTC(2026, 3, 15, 12);
const ask = (text: string, speakers: string[] = []) => understandQuestion(text, { now, speakers });

describe('a question', () => {
  test('is about its own words, and a little about related ones in both languages', () => {
    const { terms } = ask('когда у собаки прививка?');
    expect(terms.get(tokenize('собака')[0]!)).toBe(1);
    expect(terms.get(tokenize('пёс')[0]!)).toBeLessThan(1);
    expect(terms.get(tokenize('dog')[0]!)).toBeLessThan(1);
  });

  test('about oneself looks at the person’s turns, about advice at the butler’s', () => {
    expect(ask('как зовут мою собаку?').subject).toEqual({ role: 'user' });
    expect(ask('what is my allergy?').subject).toEqual({ role: 'user' });
    expect(ask('что ты мне посоветовал почитать?').subject).toEqual({ role: 'assistant' });
    expect(ask('which book did you recommend?').subject).toEqual({ role: 'assistant' });
    expect(ask('столица Франции').subject).toBeUndefined();
  });

  test('that names one speaker looks at their turns and not for the name', () => {
    const question = ask('What did Anna paint?', ['Anna', 'Boris']);
    expect(question.subject).toEqual({ speaker: 'Anna' });
    expect([...question.terms.keys()]).not.toContain('anna');
    expect(ask('What do Anna and Boris share?', ['Anna', 'Boris']).subject).toBeUndefined();
  });

  test('wants a time when it asks for one', () => {
    expect(ask('Когда у меня отпуск?').wantsTime).toBe(true);
    expect(ask('How long have I lived here?').wantsTime).toBe(true);
    expect(ask('Куда я еду?').wantsTime).toBe(false);
  });

  test('carries the period that it names', () => {
    expect(ask('что я покупал вчера?').period).toEqual({
      from: Date.UTC(2026, 3, 14),
      to: Date.UTC(2026, 3, 15),
    });
  });
});

test('a text that tells a time is known in both languages', () => {
  expect(tellsWhen('Мы приехали в пятницу')).toBe(true);
  expect(tellsWhen('I moved here last month')).toBe(true);
  expect(tellsWhen('Люблю ряженку')).toBe(false);
  expect(asksWhen('во сколько тренировка')).toBe(true);
});
