import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import library from '../../../emulator-data/tasks.json' with { type: 'json' };
import { findHints, hintsBehind, weightOf } from '../../../shared/plan/find-hints.ts';
import { hintRules } from '../../../shared/plan/hint-rules.ts';
import { taskSchema } from '../../../shared/tasks/index.ts';

const tasks = z.array(taskSchema).parse(library);
const idsOf = (memories: string[], purchases: string[] = []) =>
  findHints({ memories, purchases }).map(({ id }) => id);

describe('hints from memory and purchases', () => {
  it.each([
    ['У меня болит колено после пробежек', 'bad-knee'],
    ['Травма колена, бегать больше не могу', 'bad-knee'],
    ['I have a bad knee.', 'bad-knee'],
    ['My knee has not healed after surgery', 'bad-knee'],
    ['После операции на колене прошло две недели', 'bad-knee'],
    ['My lower back hurts in the mornings', 'bad-back'],
    ['Врач говорит: гипертония', 'heart-or-pregnancy'],
    ['She is pregnant', 'heart-or-pregnancy'],
    ['Опять бессонница', 'poor-sleep'],
    ['Не переношу лактозу: непереносимость с детства', 'no-dairy'],
    ['Аллергия на рыбу', 'no-fish'],
    ['I am allergic to peanuts', 'no-nuts'],
    ['Весной мучает поллиноз', 'pollen'],
    ['Я обожаю танцевать', 'likes-dancing'],
    ['Lately I feel lonely', 'lonely'],
    ['I got type 2 diabetes', 'heat-unwise'],
    ['От лимона изжога', 'no-citrus'],
    ['Sesame: allergic', 'no-sesame'],
  ])('hears in "%s" the rule %s', (memory, rule) => {
    expect(idsOf([memory])).toContain(rule);
  });

  it.each([
    ['Зелёный чай с жасмином 100 г', 'buys-tea'],
    ['Coconut water, 1 l', 'buys-coconut-water'],
    ['Овсяные хлопья', 'buys-oats'],
    ['Salmon fillet', 'buys-fish'],
    ['Коврик для йоги', 'has-a-mat'],
    ['Foam roller 45 cm', 'has-a-roller'],
    ['Велосипед городской', 'has-a-bicycle'],
    ['Блокнот в точку', 'has-a-notebook'],
  ])('sees in the purchase "%s" the rule %s', (purchase, rule) => {
    expect(idsOf([], [purchase])).toContain(rule);
  });

  it.each([
    ['Колено больше не болит'],
    ['My knee has healed'],
    ['My knee is no longer sore'],
    ['Купил больше наколенников'],
    ['A teacher painted my knee for fun'],
    ['Я не люблю танцевать, хотя люблю танцы по телевизору'],
    ['Электрический чайник'],
    ['Я больше не веган'],
  ])('hears no rule in "%s"', (text) => {
    expect(idsOf([text], [text])).toEqual([]);
  });

  it('takes a sentence for itself: what healed takes nothing back of what hurts', () => {
    expect(idsOf(['My knee has healed. My lower back hurts.'])).toEqual(['bad-back']);
  });

  it('holds a rule once, however often it was said', () => {
    expect(idsOf(['A bad knee', 'Болит колено'])).toEqual(['bad-knee']);
  });

  it('makes high-impact movement far less likely for a bad knee and leaves the rest alone', () => {
    const hints = findHints({ memories: ['I have a bad knee'], purchases: [] });
    for (const task of tasks) {
      const hard = task.traits.includes('high_impact') || task.traits.includes('knee_load');
      expect(weightOf(task, hints), task.id).toBe(hard ? 0.005 : 1);
    }
  });

  it('names a lowering hint with the task chosen instead, and a raising one with the task it raised', () => {
    const hints = findHints({ memories: ['I have a bad knee'], purchases: ['Road bicycle'] });
    const [hiit, cycling, walk] = ['hiit', 'cycling', 'brisk-walk'].map((id) =>
      tasks.find((task) => task.id === `movement-${id}`)!,
    );
    const behind = (task: typeof hiit) =>
      hintsBehind(task!, [hiit!, cycling!, walk!], hints).map(({ id }) => id);
    expect(behind(cycling)).toEqual(['bad-knee', 'has-a-bicycle']);
    expect(behind(walk)).toEqual(['bad-knee']);
    expect(behind(hiit)).toEqual([]);
  });

  it('has rules of unique names that speak of tasks that exist, and every trait has a rule', () => {
    expect(new Set(hintRules.map(({ id }) => id)).size).toBe(hintRules.length);
    const carried = new Set(tasks.flatMap(({ traits }) => traits));
    const ruled = new Set(hintRules.flatMap(({ traits }) => traits));
    expect(ruled).toEqual(carried);
  });
});
