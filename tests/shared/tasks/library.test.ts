import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import library from '../../../emulator-data/tasks.json' with { type: 'json' };
import { categories, countTasks, taskSchema, timesOfDay } from '../../../shared/tasks/index.ts';

const tasks = z.array(taskSchema).parse(library);

describe('the task library', () => {
  it('has the agreed number of tasks in each category', () => {
    const counts = countTasks(tasks);
    const numbers = Object.fromEntries(categories.map((category) => [category, counts[category]?.tasks]));
    expect(numbers).toEqual({
      hydration: 8,
      movement: 12,
      nutrition: 10,
      wellness: 8,
      recovery: 6,
      work: 6,
    });
    expect(tasks).toHaveLength(50);
  });

  it('has at least two variation groups a category, each in one category alone', () => {
    const counts = countTasks(tasks);
    for (const category of categories)
      expect(counts[category]?.variationGroups, category).toBeGreaterThanOrEqual(2);
    for (const [group, own] of Map.groupBy(tasks, (task) => task.variationGroup))
      expect(new Set(own.map((task) => task.category)).size, group).toBe(1);
  });

  it('names each task once, in id and in title', () => {
    expect(new Set(tasks.map(({ id }) => id)).size).toBe(tasks.length);
    expect(new Set(tasks.map(({ title }) => title.ru)).size).toBe(tasks.length);
    expect(new Set(tasks.map(({ title }) => title.en)).size).toBe(tasks.length);
  });

  it('says each thing in Russian and in English', () => {
    for (const { id, title, description, why } of tasks)
      for (const { ru, en } of [title, description, why]) {
        expect(ru, id).toMatch(/[а-яё]/i);
        expect(en, id).not.toMatch(/[а-яё]/i);
      }
  });

  it('holds one version', () => {
    expect(new Set(tasks.map(({ version }) => version))).toEqual(new Set(['v1']));
  });

  it('offers each category at every time of day', () => {
    for (const category of categories)
      for (const time of timesOfDay) {
        const own = tasks.filter((task) => task.category === category && task.timesOfDay.includes(time));
        expect(own, `${category} ${time}`).not.toEqual([]);
      }
  });

  it('has something that suits each mode and archetype in every category', () => {
    for (const [category, own] of Map.groupBy(tasks, (task) => task.category)) {
      for (const fits of [own.map((task) => task.modeFit), own.map((task) => task.archetypeFit)])
        for (const key of Object.keys(fits[0]!)) {
          const best = Math.max(...fits.map((fit) => Object.entries(fit).find(([name]) => name === key)![1]));
          expect(best, `${category} ${key}`).toBeGreaterThanOrEqual(0.7);
        }
    }
  });

  it.each([
    ['a fit above one', { modeFit: { high: 1.1, medium: 0, low: 0 } }],
    ['a missing archetype', { archetypeFit: { foundation_builder: 1 } }],
    ['a missing language', { title: { en: 'Tea' } }],
    ['no time of day', { timesOfDay: [] }],
    ['an unknown field', { note: 'x' }],
  ])('refuses %s', (_, wrong) => {
    expect(taskSchema.safeParse({ ...tasks[0], ...wrong }).success).toBe(false);
  });
});
