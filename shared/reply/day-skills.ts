import { presentWeek } from '../insights/index.ts';
import { log } from '../platform/log.ts';
import { tellPlan } from '../plan/index.ts';
import type { SkillAnswer, SkillRun, Skills } from './skills.ts';

const words = {
  ru: {
    planFailed: 'План сейчас не достать: мои бумаги не отвечают. Спросите, пожалуйста, чуть позже.',
    weekFailed: 'Неделю сейчас не подсчитать: мои бумаги не отвечают. Спросите, пожалуйста, чуть позже.',
    weekOff: 'Итогов недели я сейчас не подвожу: так распорядились.',
  },
  en: {
    planFailed: 'I cannot get at the plan: my papers do not answer. Please ask again a little later.',
    weekFailed: 'I cannot reckon up the week: my papers do not answer. Please ask again a little later.',
    weekOff: 'I am under orders not to look back on weeks at present.',
  },
} as const;

/** The abilities of the day. */
export const daySkills = {
  plan: { about: { ru: 'план на сегодня', en: 'the plan for today' }, run: tellToday },
  week: { about: { ru: 'как идёт неделя', en: 'how the week goes' }, run: tellWeek },
} satisfies Skills;

async function tellToday({ language, day }: SkillRun): Promise<SkillAnswer> {
  try {
    return { text: tellPlan(await day.plan(), language), evidence: [] };
  } catch (cause) {
    log.warning('skill.plan_failed', {}, cause);
    return { text: words[language].planFailed, evidence: [] };
  }
}

async function tellWeek({ language, profile, day }: SkillRun): Promise<SkillAnswer> {
  try {
    const week = await day.week();
    const emoji = profile?.communication.useEmoji ?? false;
    return { text: week ? presentWeek(week, language, { emoji }) : words[language].weekOff, evidence: [] };
  } catch (cause) {
    log.warning('skill.week_failed', {}, cause);
    return { text: words[language].weekFailed, evidence: [] };
  }
}
