import { defaultPersona } from './default-persona.ts';
import type { Profile, ProfileAdminEdit } from './schema.ts';

/** The profile after an edit: lists lose repeated items, the default persona follows the language. */
export function editProfile(profile: Profile, edit: ProfileAdminEdit, now: number): Profile {
  const { communication, domain, techStack, preferredTopics, ...rest } = withoutUndefined(edit);
  const next: Profile = {
    ...profile,
    ...rest,
    domain: distinct(domain ?? profile.domain),
    techStack: distinct(techStack ?? profile.techStack),
    preferredTopics: distinct(preferredTopics ?? profile.preferredTopics),
    communication: { ...profile.communication, ...withoutUndefined(communication ?? {}) },
    updatedAt: now,
  };
  if (next.onboarded && !profile.onboarded) next.onboardedAt = now;
  if (edit.persona === undefined && profile.persona === defaultPersona[profile.language])
    next.persona = defaultPersona[next.language];
  return next;
}

function distinct(items: readonly string[]): string[] {
  const seen = new Map(items.toReversed().map((item) => [item.toLowerCase(), item]));
  return [...seen.values()].toReversed();
}

type Defined<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Defined<T>;
}
