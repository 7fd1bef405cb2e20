import { isWeekday } from './local-day.ts';
import type { PlannedTask } from './schema.ts';

/** A task that no choosing has placed in a plan yet. */
export type TaskDraft = Omit<PlannedTask, 'status' | 'chosenBefore'>;

const reason = {
  ru: 'С этого хорошо начинать, и подходит почти всем.',
  en: 'A good thing to begin with, and it suits almost everybody.',
};

/** Of the library, that what comes of them teaches the same. */
const starters: readonly TaskDraft[] = [
  {
    taskId: 'hydration-glass-on-waking',
    category: 'hydration',
    title: { ru: 'Стакан воды, едва проснулись', en: 'A glass of water on waking' },
    minutes: 3,
    difficulty: 'beginner',
    variationGroup: 'hydration-rhythm',
    timeOfDay: 'morning',
    reason,
  },
  {
    taskId: 'movement-joint-mobility',
    category: 'movement',
    title: { ru: 'Разминка для суставов', en: 'A round for the joints' },
    minutes: 10,
    difficulty: 'beginner',
    variationGroup: 'movement-flow',
    timeOfDay: 'morning',
    reason,
  },
  {
    taskId: 'work-three-things',
    category: 'work',
    title: { ru: 'План дня: три дела', en: 'The day in three things' },
    minutes: 10,
    difficulty: 'beginner',
    variationGroup: 'work-planning',
    timeOfDay: 'morning',
    reason,
  },
  {
    taskId: 'nutrition-meal-without-screens',
    category: 'nutrition',
    title: { ru: 'Трапеза без экрана', en: 'A meal without screens' },
    minutes: 20,
    difficulty: 'beginner',
    variationGroup: 'nutrition-mindful',
    timeOfDay: 'afternoon',
    reason,
  },
  {
    taskId: 'wellness-box-breathing',
    category: 'wellness',
    title: { ru: 'Дыхание по квадрату', en: 'Box breathing' },
    minutes: 5,
    difficulty: 'beginner',
    variationGroup: 'wellness-breathwork',
    timeOfDay: 'afternoon',
    reason,
  },
  {
    taskId: 'recovery-sleep-preparation',
    category: 'recovery',
    title: { ru: 'Подготовка ко сну', en: 'Preparing for sleep' },
    minutes: 30,
    difficulty: 'beginner',
    variationGroup: 'recovery-sleep',
    timeOfDay: 'evening',
    reason,
  },
];

/** The same few tasks for everybody, for a day when nothing can be chosen; by time of day. */
export function starterPlan(date: string): TaskDraft[] {
  return starters.filter(({ category }) => category !== 'work' || isWeekday(date));
}
