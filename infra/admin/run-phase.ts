import type { Firestore } from '@google-cloud/firestore';
import { readConfig } from '../../shared/platform/config.ts';
import {
  learningSchema,
  localDay,
  phaseProgress,
  planConfig,
  planSettings,
  readDays,
  setPhase,
} from '../../shared/plan/index.ts';
import type { PhaseCommand } from './parse-phase.ts';
import { fields } from './print-table.ts';
import { readPerson, requirePerson } from './read-people.ts';

/** Shows a person's learning phase, once it is set where one is named. */
export async function runPhase(
  firestore: Firestore,
  { user, phase }: PhaseCommand,
): Promise<{ value: object; text: string }> {
  await requirePerson(firestore, user);
  if (phase !== undefined) await setPhase(firestore, user, phase);
  const [{ learning }, { profile }] = await Promise.all([
    readDays(firestore, user, []),
    readPerson(firestore, user),
  ]);
  const { thresholds } = planSettings(readConfig(planConfig));
  const { date } = localDay(Date.now(), profile.timezone);
  const learned = learning ?? learningSchema.parse({});
  const { startedOn, override, completions, transitions } = learned;
  const progress = phaseProgress(learned, date, thresholds);
  const value = {
    user,
    phase: progress.phase,
    next: progress.next,
    share: Math.round(progress.share * 100) / 100,
    startedOn,
    completions,
    setByHand: override === null ? null : override.on,
    entered: transitions.map(({ phase: entered, on }) => `${entered} ${on}`),
  };
  return { value, text: fields(value) };
}
