import { isLastWeek, presentWeek } from '../../shared/insights/index.ts';
import { shiftWeek, weekAt } from '../../shared/profile/index.ts';
import type { Answer } from '../../shared/telegram/index.ts';
import { plain } from './plain-answer.ts';
import type { Asked } from './services.ts';

/** /week: how the week goes; /week last, how the one before went. */
export async function showWeek(asked: Asked, args: string): Promise<Answer> {
  const { services, userId, profile, language, place, texts: say } = asked;
  const { weeks } = services.day;
  if (!weeks) return plain(say.weekOff);
  const { receivedAt } = place;
  const week = isLastWeek(args) ? shiftWeek(weekAt(receivedAt, profile.timezone), -1) : undefined;
  const insight = await weeks.of(userId, { week, receivedAt });
  return plain(presentWeek(insight, language, { emoji: profile.communication.useEmoji }));
}
