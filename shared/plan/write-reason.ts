import type { Mode, Task, Words } from '../tasks/index.ts';
import type { Hint } from './find-hints.ts';
import type { Because } from './pool-tasks.ts';

const becauses: Record<Because, Words> = {
  fit: { ru: 'Подходит вашей цели.', en: 'It suits what you are after.' },
  untried: { ru: 'Новое для вас: давайте попробуем.', en: 'New to you: let us try it.' },
  tried: { ru: 'Вы это уже пробовали: посмотрим ещё раз.', en: 'You have met it before: a second look.' },
  favourite: { ru: 'Одно из ваших любимых.', en: 'One of your favourites.' },
  exploration: { ru: 'Для разнообразия: вдруг понравится.', en: 'For variety: it may please you.' },
  proven: { ru: 'Проверено вами и вам идёт.', en: 'Proven, and it serves you well.' },
  novelty: { ru: 'Немного нового, чтобы не наскучило.', en: 'A little something new, to keep it fresh.' },
};

const energy: Partial<Record<Mode, Words>> = {
  high: { ru: 'Как раз для дня, когда сил много.', en: 'Just right for a day with strength to spare.' },
  low: { ru: 'И много сил не потребует.', en: 'And it asks for little strength.' },
};
/** From here on a task suits the energy of the day so well that it is worth a word. */
const suitsWell = 0.8;

/** Why a task was chosen, in every language. */
export function writeReason(
  task: Pick<Task, 'modeFit'>,
  { because, mode, hints }: { because: Because; mode: Mode; hints: readonly Hint[] },
): Words {
  const suited = task.modeFit[mode] >= suitsWell ? energy[mode] : undefined;
  const parts = [
    becauses[because],
    ...(suited ? [suited] : []),
    ...hints.flatMap(({ reason }) => reason ?? []),
  ];
  const said = parts.slice(0, 3);
  return { ru: said.map(({ ru }) => ru).join(' '), en: said.map(({ en }) => en).join(' ') };
}
