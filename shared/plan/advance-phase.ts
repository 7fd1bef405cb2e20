import { daysBetween } from './local-day.ts';
import { type Learning, type Phase, phases } from './schema.ts';

export type PhaseThresholds = {
  discoveryMinDays: number;
  discoveryMinTasks: number;
  establishmentMinDays: number;
  establishmentMinTasks: number;
};

type Standing = { days: number; tasks: number };
type Paced = Pick<Learning, 'phase' | 'startedOn' | 'completions' | 'override'>;

/** The learning state in the phase it has come to, never an earlier one, and the phase if it is new. */
export function advancePhase<T extends Paced>(
  learning: T,
  today: string,
  thresholds: PhaseThresholds,
): { learning: T; entered?: Phase } {
  const reached = phaseReached(standingOf(learning, today, thresholds), thresholds);
  if (phases.indexOf(reached) <= phases.indexOf(learning.phase)) return { learning };
  return { learning: { ...learning, phase: reached }, entered: reached };
}

/** The learning state in a phase set by hand; from there on it advances as from that phase's beginning. */
export function overridePhase<T extends Paced>(learning: T, phase: Phase, today: string): T {
  return { ...learning, phase, override: { phase, on: today, completions: learning.completions } };
}

/** How far a person has come towards the next phase, from 0 to 1; the last phase has no next. */
export function phaseProgress(
  learning: Paced,
  today: string,
  thresholds: PhaseThresholds,
): Standing & { phase: Phase; next: Phase | null; share: number } {
  const { phase } = learning;
  const standing = standingOf(learning, today, thresholds);
  const next = phases[phases.indexOf(phase) + 1] ?? null;
  if (!next) return { ...standing, phase, next, share: 1 };
  const needed = entryOf(next, thresholds);
  const share = Math.max(part(standing.days, needed.days), part(standing.tasks, needed.tasks));
  return { ...standing, phase, next, share };
}

/** Days and completions as they count: all of them, unless a phase set by hand put the person further back. */
function standingOf(
  { startedOn, completions, override }: Paced,
  today: string,
  thresholds: PhaseThresholds,
): Standing {
  const days = startedOn === null ? 0 : Math.max(0, daysBetween(startedOn, today));
  if (!override) return { days, tasks: completions };
  const entry = entryOf(override.phase, thresholds);
  return {
    days: Math.min(days, entry.days + Math.max(0, daysBetween(override.on, today))),
    tasks: Math.min(completions, entry.tasks + Math.max(0, completions - override.completions)),
  };
}

function phaseReached(standing: Standing, thresholds: PhaseThresholds): Phase {
  let reached: Phase = 'discovery';
  for (const phase of phases.slice(1)) {
    const needed = entryOf(phase, thresholds);
    if (standing.days < needed.days && standing.tasks < needed.tasks) break;
    reached = phase;
  }
  return reached;
}

function entryOf(phase: Phase, thresholds: PhaseThresholds): Standing {
  if (phase === 'discovery') return { days: 0, tasks: 0 };
  if (phase === 'establishment')
    return { days: thresholds.discoveryMinDays, tasks: thresholds.discoveryMinTasks };
  return { days: thresholds.establishmentMinDays, tasks: thresholds.establishmentMinTasks };
}

function part(done: number, needed: number): number {
  return needed > 0 ? Math.min(1, done / needed) : 1;
}
