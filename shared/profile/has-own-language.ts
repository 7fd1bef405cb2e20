import { defaultProfile } from './default-profile.ts';
import type { Profile } from './schema.ts';

/** Whether the language is more than the default of someone who has said nothing about themselves yet. */
export function hasOwnLanguage({ userId, language, createdAt, updatedAt }: Profile): boolean {
  return language !== defaultProfile(userId, createdAt).language || updatedAt > createdAt;
}
