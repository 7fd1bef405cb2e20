import type { Language } from '../profile/index.ts';
import type { Words } from '../tasks/index.ts';
import type { Feedback, FeedbackReceipt } from './feedback-schema.ts';

const sayings = {
  repeated: { ru: 'Это у меня уже записано.', en: 'I have that on record already.' },
  corrected: { ru: 'Исправил, спасибо.', en: 'Corrected, thank you.' },
  done: { ru: 'Записал: сделано. Отлично.', en: 'Noted: done. Well done.' },
  loved: {
    ru: 'Записал: сделано, и вам понравилось. Запомню.',
    en: 'Noted: done, and enjoyed. I shall remember.',
  },
  skipped: {
    ru: 'Записал: пропустили. Ничего страшного, в следующий раз предложу другое.',
    en: 'Noted: skipped. No harm done; next time I shall suggest something else.',
  },
} as const satisfies Record<string, Words>;

/** What the person hears when their word on a task was taken. */
export function thankFor(
  { completed, satisfactionRating }: Pick<Feedback, 'completed' | 'satisfactionRating'>,
  status: FeedbackReceipt['status'],
  language: Language,
): string {
  if (status !== 'recorded') return sayings[status][language];
  if (!completed) return sayings.skipped[language];
  return sayings[(satisfactionRating ?? 0) >= 4 ? 'loved' : 'done'][language];
}
