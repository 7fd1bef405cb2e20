import { isLastWeek, presentWeek, type WeekInsight } from '../insights/index.ts';
import { log } from '../platform/log.ts';
import { tellPlan } from '../plan/index.ts';
import type { SkillAnswer, SkillRun, Skills } from './skills.ts';

const words = {
  ru: {
    planFailed: 'План сейчас не достать: мои бумаги не отвечают. Спросите, пожалуйста, чуть позже.',
    weekFailed: 'Неделю сейчас не подсчитать: мои бумаги не отвечают. Спросите, пожалуйста, чуть позже.',
    notMarked:
      'Пока ничего не отметил. Дела отмечаются в плане дня: в приложении или в Telegram, кнопкой либо командой /done и номером.',
    weekOff: 'Итогов недели я сейчас не подвожу: так распорядились.',
  },
  en: {
    planFailed: 'I cannot get at the plan: my papers do not answer. Please ask again a little later.',
    weekFailed: 'I cannot reckon up the week: my papers do not answer. Please ask again a little later.',
    notMarked:
      'I have marked nothing yet. Tasks are marked in the plan of the day: in the app, or in Telegram by a button or /done and a number.',
    weekOff: 'I am under orders not to look back on weeks at present.',
  },
} as const;

/** The abilities of the day. */
export const daySkills = {
  plan: { about: { ru: 'план на сегодня', en: 'the plan for today' }, run: tellToday },
  week: {
    about: { ru: 'как идёт неделя; прошлая: week last', en: 'how the week goes; the one before: week last' },
    run: tellWeek,
  },
} satisfies Skills;

async function tellToday({ input, language, day }: SkillRun): Promise<SkillAnswer> {
  try {
    const plan = tellPlan(await day.plan(), language);
    const text = input === 'done' ? `${words[language].notMarked}\n\n${plan}` : plan;
    return { text, evidence: [] };
  } catch (cause) {
    log.warning('skill.plan_failed', {}, cause);
    return { text: words[language].planFailed, evidence: [] };
  }
}

async function tellWeek({ input, language, profile, day }: SkillRun): Promise<SkillAnswer> {
  try {
    const week = await weekToTell(day, isLastWeek(input));
    const emoji = profile?.communication.useEmoji ?? false;
    return { text: week ? presentWeek(week, language, { emoji }) : words[language].weekOff, evidence: [] };
  } catch (cause) {
    log.warning('skill.week_failed', {}, cause);
    return { text: words[language].weekFailed, evidence: [] };
  }
}

/** The week that is asked for; on a Monday on which nothing is done yet, the one that has just ended. */
async function weekToTell(day: SkillRun['day'], last: boolean): Promise<WeekInsight | undefined> {
  const week = await day.week({ last });
  const isEmpty = week?.completionStats.completedTasks === 0 && week.streakInfo.restDays === 0;
  if (last || !isEmpty || week.today !== week.from) return week;
  const before = await day.week({ last: true });
  return before && before.completionStats.totalTasks + before.streakInfo.restDays > 0 ? before : week;
}
