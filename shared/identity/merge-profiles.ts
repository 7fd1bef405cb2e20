import { keptFacts, keptSkills, type WorkContext } from '../context/index.ts';
import { defaultPersona, defaultProfile, type Profile } from '../profile/index.ts';

/** The second profile, with what the first says where the second was never set. */
export function mergeProfiles(from: Profile, into: Profile): Profile {
  const fresh = defaultProfile(into.userId, 0);
  const merged: Profile = {
    ...pick(from, into, fresh),
    persona: isDefaultPersona(into.persona) ? from.persona : into.persona,
    communication: pick(from.communication, into.communication, fresh.communication),
    userId: into.userId,
    onboarded: from.onboarded || into.onboarded,
    onboardedAt: into.onboardedAt ?? from.onboardedAt,
    createdAt: Math.min(from.createdAt, into.createdAt),
    updatedAt: Math.max(from.updatedAt, into.updatedAt),
  };
  delete merged.mergedInto;
  if (isDefaultPersona(merged.persona)) merged.persona = defaultPersona[merged.language];
  return merged;
}

function isDefaultPersona(persona: string): boolean {
  return Object.values<string>(defaultPersona).includes(persona);
}

function pick<T extends object>(from: T, into: T, fresh: T): T {
  const isFresh = (field: string) =>
    JSON.stringify(valueOf(into, field)) === JSON.stringify(valueOf(fresh, field));
  const told = Object.entries(from).filter(([field]) => isFresh(field));
  return { ...into, ...Object.fromEntries(told) };
}

function valueOf(record: object, field: string): unknown {
  return Object.entries(record).find(([name]) => name === field)?.[1];
}

/** What the person is at: the second's, completed by the first's where both still hold. */
export function mergeContexts(from: WorkContext, into: WorkContext): WorkContext {
  const unique = (items: readonly string[]) => [...new Set(items)];
  return {
    currentProject: into.currentProject || from.currentProject,
    currentTask: into.currentTask || from.currentTask,
    activeBranch: into.activeBranch || from.activeBranch,
    recentSkills: unique([...into.recentSkills, ...from.recentSkills]).slice(0, keptSkills),
    sessionFacts: unique([...from.sessionFacts, ...into.sessionFacts]).slice(-keptFacts),
    lastActive: latest(from.lastActive, into.lastActive),
    sessionStart: into.sessionStart ?? from.sessionStart,
  };
}

function latest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b);
}
