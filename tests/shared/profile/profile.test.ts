import { describe, expect, it } from 'vitest';
import {
  archetypes,
  defaultPersona,
  defaultProfile,
  editProfile,
  isTimeZone,
  profileAdminEditSchema,
  profileEditSchema,
  profileSchema,
} from '../../../shared/profile/index.ts';

const now = Date.UTC(2026, 2, 12, 9);

/** The rules that an edit breaks, by path. */
function broken(edit: unknown): Record<string, string> {
  const result = profileEditSchema.safeParse(edit);
  return Object.fromEntries(
    (result.error?.issues ?? []).map((issue) => [issue.path.join('.'), issue.message]),
  );
}

describe('a new profile', () => {
  it('has the defaults of the butler', () => {
    expect(defaultProfile('u1', now)).toEqual({
      userId: 'u1',
      name: '',
      timezone: 'UTC',
      language: 'ru',
      tone: 'witty',
      persona: defaultPersona.ru,
      domain: [],
      techStack: [],
      preferredTopics: [],
      communication: { useEmoji: false, markdown: true, responseLength: 'short' },
      archetype: 'foundation_builder',
      onboarded: false,
      onboardedAt: null,
      createdAt: now,
      updatedAt: now,
    });
  });

  it('shares no list with another', () => {
    const one = defaultProfile('u1', now);
    one.domain.push('cooking');
    one.communication.useEmoji = true;
    expect(defaultProfile('u2', now)).toMatchObject({ domain: [], communication: { useEmoji: false } });
  });
});

describe('a stored profile', () => {
  it('gets defaults for the fields an older document lacks', () => {
    const read = profileSchema.parse({
      userId: 'u',
      createdAt: 1,
      updatedAt: 2,
      communication: { useEmoji: true },
    });
    expect(read.communication).toEqual({ useEmoji: true, markdown: true, responseLength: 'short' });
    expect(read.archetype).toBe(archetypes[0]);
  });
});

describe('an edit', () => {
  it('names each field it may not change', () => {
    const result = profileEditSchema.safeParse({
      persona: 'Be rude',
      userId: 'u2',
      createdAt: 1,
      updatedAt: 1,
    });
    expect(result.error?.issues[0]).toMatchObject({ keys: ['persona', 'userId', 'createdAt', 'updatedAt'] });
  });

  it.each([
    [{ name: 'я'.repeat(101) }, 'name', 'Must have at most 100 characters'],
    [{ name: 'one\n## two' }, 'name', 'Must be one line without control characters'],
    [{ name: '\ud800' }, 'name', 'Must be one line without control characters'],
    [{ timezone: 'Mars/Olympus' }, 'timezone', 'Must be an IANA time zone, e.g. Europe/Moscow'],
    [{ timezone: '+03:00' }, 'timezone', 'Must be an IANA time zone, e.g. Europe/Moscow'],
    [{ tone: 'rude' }, 'tone', 'Must be one of witty, formal, casual, concise, detailed'],
    [{ domain: Array<string>(21).fill('x') }, 'domain', 'Must have at most 20 items'],
    [{ techStack: ['ok', 'y'.repeat(61)] }, 'techStack.1', 'Must have at most 60 characters'],
    [{ preferredTopics: ['  '] }, 'preferredTopics.0', 'Must not be empty'],
    [
      { communication: { responseLength: 'epic' } },
      'communication.responseLength',
      'Must be one of short, medium, long',
    ],
  ])('is refused with the field and the rule: %j', (edit, path, rule) => {
    expect(broken(edit)).toEqual({ [path]: rule });
  });

  it('keeps what it does not name', () => {
    const before = editProfile(
      defaultProfile('u', now),
      { name: 'Anna', techStack: ['node'], communication: { useEmoji: true } },
      now + 1,
    );
    const after = editProfile(
      before,
      profileEditSchema.parse({ communication: { responseLength: 'long' } }),
      now + 2,
    );
    expect(after).toEqual({
      ...before,
      communication: { useEmoji: true, markdown: true, responseLength: 'long' },
      updatedAt: now + 2,
    });
  });

  it('drops repeated items of a list', () => {
    const { domain } = editProfile(
      defaultProfile('u', now),
      { domain: ['Go', 'chess', 'go', 'Chess', 'tea'] },
      now,
    );
    expect(domain).toEqual(['Go', 'chess', 'tea']);
  });

  it('remembers when onboarding was completed, once', () => {
    const first = editProfile(defaultProfile('u', now), { onboarded: true }, now + 5);
    expect(first.onboardedAt).toBe(now + 5);
    expect(editProfile(first, { onboarded: true }, now + 9).onboardedAt).toBe(now + 5);
  });

  it('takes the default persona along to another language, and leaves one of the operator', () => {
    const english = editProfile(defaultProfile('u', now), { language: 'en' }, now);
    expect(english.persona).toBe(defaultPersona.en);
    const own = editProfile(english, profileAdminEditSchema.parse({ persona: 'A stern valet.' }), now);
    expect(editProfile(own, { language: 'ru' }, now).persona).toBe('A stern valet.');
  });
});

it('knows the zones of the IANA database', () => {
  expect(['UTC', 'Europe/Moscow', 'Asia/Yekaterinburg', 'America/Argentina/Ushuaia'].every(isTimeZone)).toBe(
    true,
  );
  expect(['', 'Moscow', '+3', 'Europe/Nowhere'].some(isTimeZone)).toBe(false);
});
