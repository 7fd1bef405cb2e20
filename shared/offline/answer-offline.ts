import type { Macro } from '../macros/index.ts';
import type { Window } from '../memory/index.ts';
import type { Language, Profile } from '../profile/index.ts';
import { formatDate } from '../prompt/index.ts';
import type { Recalled } from '../recall/index.ts';

export type OfflineQuestion = {
  message: string;
  language: Language;
  profile?: Profile | undefined;
  macros?: readonly Macro[];
  recalled: readonly Recalled[];
  window?: Window | undefined;
  now: number;
  timezone: string;
  reason: 'no_model' | 'model_down' | 'quota';
};

export type OfflineAnswer = { text: string; usedIds: string[]; hasEvidence: boolean };

/** The butler's answer without a model, from what is remembered. */
export function answerOffline({ language, recalled, timezone }: OfflineQuestion): OfflineAnswer {
  const [best] = recalled;
  if (!best) {
    const text = language === 'ru' ? 'К вашим услугам. Записал.' : 'At your service. Noted.';
    return { text, usedIds: [], hasEvidence: false };
  }
  const said = language === 'ru' ? 'вы говорили' : 'you said';
  const text = `${formatDate(best.at, 'day', timezone, language)} ${said}: ${best.text}`;
  return { text, usedIds: [best.id], hasEvidence: true };
}
