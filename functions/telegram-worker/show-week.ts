import { presentWeek } from '../../shared/insights/index.ts';
import { normalizePhrase } from '../../shared/macros/index.ts';
import { weekAt } from '../../shared/profile/index.ts';
import type { Answer } from '../../shared/telegram/index.ts';
import { plain } from './plain-answer.ts';
import type { Asked } from './services.ts';

const weekMs = 7 * 24 * 3_600_000;
const lastWords = new Set([
  'last',
  'last week',
  'previous',
  'прошлая',
  'прошлую',
  'прошлая неделя',
  'прошлой',
]);

/** /week: how the week goes; /week last, how the one before went. */
export async function showWeek(asked: Asked, args: string): Promise<Answer> {
  const { services, userId, profile, language, place, texts: say } = asked;
  const { weeks } = services.day;
  if (!weeks) return plain(say.weekOff);
  const { receivedAt } = place;
  const isLast = lastWords.has(normalizePhrase(args));
  const week = isLast ? weekAt(receivedAt - weekMs, profile.timezone) : undefined;
  const insight = await weeks.of(userId, { week, receivedAt });
  return plain(presentWeek(insight, language, { emoji: profile.communication.useEmoji }));
}
