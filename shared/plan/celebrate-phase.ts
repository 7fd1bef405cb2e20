import type { Words } from '../tasks/index.ts';
import type { Phase } from './schema.ts';

type Celebration = { title: Words; message: Words };

const celebrations: Partial<Record<Phase, Celebration>> = {
  establishment: {
    title: { ru: 'Знакомство состоялось', en: 'We are properly acquainted' },
    message: {
      ru: 'Вы попробовали достаточно, чтобы стало видно, что вам по душе. Дальше в плане будет больше любимого, а новое останется как приправа.',
      en: 'You have tried enough to show what you care for. From here on the plan leans on your favourites, with something new for seasoning.',
    },
  },
  mastery: {
    title: { ru: 'Теперь это ваши привычки', en: 'These are your habits now' },
    message: {
      ru: 'То, что начиналось как проба, стало вашим обычаем. План будет держаться проверенного и лишь изредка предлагать неожиданное. Снимаю шляпу.',
      en: 'What began as an experiment has become your custom. The plan will keep to what is proven and surprise you only now and then. My hat is off to you.',
    },
  },
};

/** What is said once when a person enters a phase; nothing for the first, which nobody enters. */
export function celebratePhase(phase: Phase): Celebration | undefined {
  return celebrations[phase];
}
