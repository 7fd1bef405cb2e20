import { celebratePhase } from '../plan/index.ts';
import type { Language } from '../profile/index.ts';
import type { WeekFacts, WeekWords } from './schema.ts';
import { texts } from './texts.ts';
import type { WeekTexts } from './week-texts.ts';

const mostInsights = 5;
const mostRecommendations = 3;
/** Of fewer tasks than this nothing is said. */
const telling = 2;
/** So much firmer than nothing a habit must be to be named, and so much apart the times of day. */
const firm = 0.6;
const apart = 0.3;

type Told = { facts: WeekFacts; language: Language; emoji: boolean };

/** What can be said of a week without a model: kind, short and true. */
export function writeWeek(told: Told): WeekWords {
  return {
    insights: insights(told).slice(0, mostInsights),
    recommendations: recommendations(told).slice(0, mostRecommendations),
  };
}

function insights({ facts, language, emoji }: Told): string[] {
  const say = texts[language];
  const { completionStats, before, streakInfo, habitStrength, entered } = facts;
  const [mood, sign] = headline(facts, say);
  const said = [emoji ? `${sign} ${mood}` : mood];
  const celebrated = entered && celebratePhase(entered);
  if (celebrated) {
    const { title, message } = celebrated;
    said.push(`${emoji ? '🎉 ' : ''}${title[language]}. ${message[language]}`);
  }
  const more = before ? completionStats.completedTasks - before.completedTasks : 0;
  if (facts.isOver && more > 0) said.push(say.more(more));
  const best = bestOf(facts);
  if (best) said.push(say.best(say.categories[best.category], best.completedTasks, best.totalTasks));
  const { current, longest, restDays } = streakInfo;
  if (current > 2) said.push(current === longest ? say.record(current) : say.run(current));
  const [habit] = habitStrength;
  if (habit && habit.strength >= firm && habit.category !== best?.category)
    said.push(say.firm(say.categories[habit.category]));
  if (restDays > 0 && completionStats.completedTasks > 0) said.push(say.rest(restDays));
  return said;
}

function headline(facts: WeekFacts, say: WeekTexts): [mood: string, sign: string] {
  const { completionStats, streakInfo, isOver } = facts;
  const { totalTasks, completedTasks } = completionStats;
  if (completedTasks === 0) {
    if (streakInfo.restDays > 0 && totalTasks === 0) return [isOver ? say.rested : say.restedSoFar, '🛋️'];
    if (!isOver) return [say.quietSoFar, '🌱'];
    return totalTasks === 0 ? [say.absent, '🌿'] : [say.quiet, '🌱'];
  }
  const { completionRate } = settled(facts);
  if (!isOver) {
    if (completionRate >= 1) return [openOf(facts) > 0 ? say.strongSoFar : say.wholeSoFar, '💪'];
    if (completionRate >= 0.7) return [say.strongSoFar, '💪'];
    return completionRate >= 0.4 ? [say.fairSoFar, '👍'] : [say.littleSoFar, '🌱'];
  }
  if (completionRate >= 1) return [say.whole, '🏆'];
  if (completionRate >= 0.7) return [say.strong, '💪'];
  return completionRate >= 0.4 ? [say.fair, '👍'] : [say.little, '🌱'];
}

/** How many tasks of today are still open. */
function openOf({ openToday }: WeekFacts): number {
  return Object.values(openToday).reduce((sum, open) => sum + open, 0);
}

/** What was done of what is no longer open. */
function settled(facts: WeekFacts) {
  return without(facts.completionStats, openOf(facts));
}

function settledParts({ categoryPerformance, openToday }: WeekFacts) {
  return categoryPerformance.map((part) => without(part, openToday[part.category] ?? 0));
}

function without<T extends { totalTasks: number; completedTasks: number; completionRate: number }>(
  part: T,
  open: number,
): T {
  const totalTasks = Math.max(part.completedTasks, part.totalTasks - open);
  return { ...part, totalTasks, completionRate: totalTasks > 0 ? part.completedTasks / totalTasks : 0 };
}

function recommendations({ facts, language }: Told): string[] {
  const say = texts[language];
  const { completionStats, favoriteTasks, shortest } = facts;
  if (completionStats.completedTasks === 0)
    return [
      shortest && completionStats.totalTasks > 0
        ? say.beginAgain(shortest.title[language], shortest.minutes)
        : say.askMe,
    ];
  const said: string[] = [];
  const worst = worstOf(facts);
  if (worst) said.push(say.fewer(say.categories[worst.category]));
  const [favourite] = favoriteTasks;
  if (favourite) said.push(say.keep(favourite.title[language]));
  const [early, late] = timesApart(facts);
  if (early && late) said.push(say.bestTime(say.timesOfDay[early.timeOfDay], say.timesOfDay[late.timeOfDay]));
  if (settled(facts).completionRate >= 0.9 && completionStats.activeDays > 3) said.push(say.addMore);
  return said.length > 0 ? said : [say.goOn];
}

function bestOf(facts: WeekFacts) {
  const [best] = byRate(settledParts(facts).filter(({ totalTasks }) => totalTasks >= telling));
  return facts.categoryPerformance.length > 1 && best && best.completionRate >= 0.5 ? best : undefined;
}

function worstOf(facts: WeekFacts) {
  const worst = byRate(settledParts(facts).filter(({ totalTasks }) => totalTasks > telling)).at(-1);
  return worst && worst.completionRate < 0.4 ? worst : undefined;
}

/** The best and the worst time of day, where one is clearly better. */
function timesApart({ timesOfDay }: WeekFacts) {
  const known = byRate(timesOfDay.filter(({ totalTasks }) => totalTasks > telling));
  const [best, worst] = [known[0], known.at(-1)];
  return best && worst && best.completionRate - worst.completionRate >= apart ? [best, worst] : [];
}

function byRate<T extends { completionRate: number; completedTasks: number }>(parts: readonly T[]): T[] {
  return parts.toSorted(
    (one, other) => other.completionRate - one.completionRate || other.completedTasks - one.completedTasks,
  );
}
