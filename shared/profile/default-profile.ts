import { type Profile, profileSchema } from './schema.ts';

/** The profile of a person who has just written for the first time. */
export function defaultProfile(userId: string, now: number): Profile {
  return profileSchema.parse({ userId, createdAt: now, updatedAt: now });
}
