import type { Language } from '../profile/index.ts';
import type { WeekInsight } from './schema.ts';
import { texts } from './texts.ts';

const locales = { ru: 'ru-RU', en: 'en-GB' } as const;
const shownFavourites = 3;

/** A week as it is said in a chat: plain text, in lines; in a week without anything done its noughts are left out. */
export function presentWeek(insight: WeekInsight, language: Language, { emoji }: { emoji: boolean }): string {
  const say = texts[language];
  const sign = (one: string) => (emoji ? `${one} ` : '');
  const { completionStats, categoryPerformance, favoriteTasks, streakInfo } = insight;
  const { totalTasks, completedTasks, completionRate, activeDays } = completionStats;
  const title = say.title(datesOf(insight, language));
  const open = Object.values(insight.openToday).reduce((sum, count) => sum + count, 0);
  const favourites = favoriteTasks.slice(0, shownFavourites);
  const isOften = favourites.some(({ completed }) => completed > 1);
  const numbers =
    completedTasks === 0
      ? []
      : [
          `${sign('✅')}${say.done(completedTasks, totalTasks, Math.round(completionRate * 100))}, ${say.active(activeDays)}${open > 0 ? `, ${say.stillOpen(open)}` : ''}.`,
          `${sign('📊')}${capital(
            categoryPerformance
              .map(
                ({ category, completedTasks: done, totalTasks: total }) =>
                  `${say.categories[category]} ${done}/${total}`,
              )
              .join(' · '),
          )}`,
          ...(favourites.length > 0
            ? [
                `${sign('⭐')}${isOften ? say.favourites : say.favouritesOnce}: ${favourites
                  .map(({ title, completed }) =>
                    completed > 1 ? `${title[language]} (${say.times(completed)})` : title[language],
                  )
                  .join(', ')}.`,
              ]
            : []),
          `${sign('🔥')}${say.streak(streakInfo.current, streakInfo.longest)}.`,
        ];
  const blocks = [
    `${sign('🗓️')}${title}`,
    numbers.join('\n'),
    listed(insight.insights),
    insight.recommendations.length > 0
      ? `${insight.isOver ? say.ahead : say.onwards}:\n${listed(insight.recommendations)}`
      : '',
  ];
  return blocks.filter((block) => block !== '').join('\n\n');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function listed(items: readonly string[]): string {
  return items.map((item) => `• ${item}`).join('\n');
}

function datesOf({ from, to }: WeekInsight, language: Language): string {
  const format = new Intl.DateTimeFormat(locales[language], {
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
  // Some versions of the calendar's data put thin spaces around the dash, others none.
  return format.formatRange(Date.parse(from), Date.parse(to)).replace(/(\d)\s*–\s*(\d)/u, '$1–$2');
}
