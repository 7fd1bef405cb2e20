import { advancePhase, type PhaseThresholds } from './advance-phase.ts';
import type { Learning } from './schema.ts';

/** The learning state in the phase it has come to; a new one is noted, to be celebrated once. */
export function enterPhase(learning: Learning, today: string, thresholds: PhaseThresholds): Learning {
  const { learning: advanced, entered } = advancePhase(learning, today, thresholds);
  if (entered === undefined) return advanced;
  const transition = { phase: entered, on: today, told: false };
  return { ...advanced, transitions: [...advanced.transitions, transition].slice(-20) };
}

/** The phase that is to be celebrated, if one is. */
export function phaseToTell({ transitions }: Pick<Learning, 'transitions'>): Learning['phase'] | undefined {
  return transitions.findLast(({ told }) => !told)?.phase;
}

/** The learning state in which all that was entered has been celebrated. */
export function phaseTold(learning: Learning): Learning {
  return { ...learning, transitions: learning.transitions.map((one) => ({ ...one, told: true })) };
}
