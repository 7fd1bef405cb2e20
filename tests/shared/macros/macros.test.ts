import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countMacroUse,
  expandMacro,
  type Macro,
  type MacroDraft,
  macroDraftSchema,
  MacroExpansionError,
  macrosSchema,
  matchMacro,
  mostMacros,
  normalizePhrase,
  removeMacro,
  saveMacro,
  skillOf,
} from '../../../shared/macros/index.ts';
import { AppError } from '../../../shared/platform/errors.ts';

const skills = ['plan', 'week', 'search'];
const now = 1_800_000_000_000;

const draft = (part: Partial<Record<keyof MacroDraft, unknown>>): MacroDraft =>
  macroDraftSchema.parse({ triggerPhrases: ['кофе'], actionType: 'command', action: 'Закажи кофе', ...part });

const command = (phrase: string, action: string) => draft({ triggerPhrases: [phrase], action });
const sequence = (phrase: string, ...action: [type: string, action: string][]) =>
  draft({
    triggerPhrases: [phrase],
    actionType: 'sequence',
    action: action.map(([actionType, text]) => ({ actionType, action: text })),
  });

function saved(...drafts: MacroDraft[]): Macro[] {
  return drafts.reduce<Macro[]>(
    (macros, one, index) => saveMacro(macros, one, { id: `m${index}`, now, skills }),
    [],
  );
}

/** The field and the rule that a save breaks. */
function refused(save: () => unknown) {
  try {
    save();
  } catch (error) {
    if (error instanceof AppError) return error.fields[0];
    throw error;
  }
  return undefined;
}

describe('a trigger phrase', () => {
  const macros = saved(draft({ triggerPhrases: ['Утренний отчёт', "what's up", '☕️'] }));

  it.each([
    'утренний отчет',
    '  УТРЕННИЙ   ОТЧЁТ!!! ',
    '«Утренний отчёт».',
    'утренний-отчёт',
    'Whats up?',
    '☕',
  ])('matches whatever its case, ё, punctuation and spacing: %s', (message) =>
    expect(matchMacro(macros, message)?.id).toBe('m0'),
  );

  it.each(['утренний', 'дай утренний отчёт', 'утреннийотчёт', '', '!!!', 'what is up'])(
    'does not match a message that is not wholly it: %s',
    (message) => expect(matchMacro(macros, message)).toBeUndefined(),
  );

  it('is the same when normalized twice', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (phrase) => {
        const once = normalizePhrase(phrase);
        expect(normalizePhrase(once)).toBe(once);
      }),
    );
  });
});

describe('saving', () => {
  it('adds a macro that was never used', () => {
    expect(saved(draft({ description: ' бодрость ' }))).toEqual([
      {
        id: 'm0',
        triggerPhrases: ['кофе'],
        actionType: 'command',
        action: 'Закажи кофе',
        description: 'бодрость',
        useCount: 0,
        createdAt: now,
      },
    ]);
  });

  it('keeps the count and the time of the one it replaces', () => {
    const used = countMacroUse(saved(draft({}), command('чай', 'Поставь чайник')), 'm0');
    const next = saveMacro(used, draft({ action: 'Закажи чай' }), { id: 'm0', now: now + 9, skills });
    expect(next.map(({ id, action, useCount, createdAt }) => ({ id, action, useCount, createdAt }))).toEqual([
      { id: 'm0', action: 'Закажи чай', useCount: 1, createdAt: now },
      { id: 'm1', action: 'Поставь чайник', useCount: 0, createdAt: now },
    ]);
  });

  it('is refused past twenty macros, but not the change of one', () => {
    const full = saved(
      ...Array.from({ length: mostMacros }, (_, index) => command(`фраза ${index}`, 'Привет')),
    );
    expect(refused(() => saveMacro(full, draft({}), { id: 'new', now, skills }))).toMatchObject({
      rule: 'Must be at most 20 macros',
    });
    expect(saveMacro(full, draft({}), { id: 'm3', now, skills })).toHaveLength(mostMacros);
    expect(macrosSchema.parse(full)).toEqual(full);
  });

  it('is refused for an unknown skill, named by its place', () => {
    expect(refused(() => saved(draft({ actionType: 'skill', action: 'fly home' })))).toEqual({
      path: 'action',
      rule: 'Must begin with a skill: plan, week, search',
    });
    expect(refused(() => saved(sequence('утро', ['skill', 'plan'], ['skill', 'dance'])))?.path).toBe(
      'action.1.action',
    );
    expect(saved(draft({ actionType: 'skill', action: 'Search oat milk' }))).toHaveLength(1);
  });

  it('is refused for a phrase that another macro has, or that says nothing', () => {
    expect(refused(() => saved(command('чай', 'a'), command('Чай!', 'b')))?.rule).toBe(
      'Must not be the phrase of another macro',
    );
    expect(refused(() => saved(command('?!', 'a')))?.path).toBe('triggerPhrases.0');
  });

  it('is refused when it triggers itself', () => {
    expect(refused(() => saved(command('кофе', 'КОФЕ!')))).toEqual({
      path: 'action',
      rule: 'Must not lead back to itself',
    });
    expect(refused(() => saved(sequence('утро', ['skill', 'plan'], ['command', 'Утро.'])))?.path).toBe(
      'action',
    );
  });

  it('is refused when it closes a loop through others', () => {
    const macros = [command('раз', 'два'), sequence('два', ['command', 'три'])];
    expect(refused(() => saved(...macros, command('три', 'раз')))?.rule).toBe('Must not lead back to itself');
    expect(saved(...macros, command('три', 'стоп'))).toHaveLength(3);
  });

  it('is refused when a new phrase closes a loop among those saved before', () => {
    const before = saved(command('раз', 'два'), command('три', 'раз'));
    const joining = draft({ triggerPhrases: ['два'], action: 'три' });
    expect(refused(() => saveMacro(before, joining, { id: 'x', now, skills }))?.path).toBe('action');
  });

  it('is refused when macros multiply each other', () => {
    const tenfold = (phrase: string, action: string) =>
      sequence(phrase, ...Array.from({ length: 10 }, (): [string, string] => ['command', action]));
    expect(refused(() => saved(tenfold('a', 'hello'), tenfold('b', 'a')))?.rule).toBe(
      'Comes to more than 20 steps',
    );
  });

  it('never leaves macros that do not end, whatever is saved in whatever order', () => {
    const phrase = fc.constantFrom('a', 'b', 'c', 'd', 'stop');
    const step = fc.record({ actionType: fc.constant('command'), action: phrase });
    const any = fc.oneof(
      fc.record({ triggerPhrases: fc.tuple(phrase), actionType: fc.constant('command'), action: phrase }),
      fc.record({
        triggerPhrases: fc.tuple(phrase),
        actionType: fc.constant('sequence'),
        action: fc.array(step, { minLength: 1, maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(any, fc.constantFrom('1', '2', '3', '4', '5')), { maxLength: 12 }),
        (saves) => {
          let macros: Macro[] = [];
          for (const [one, id] of saves)
            try {
              macros = saveMacro(macros, macroDraftSchema.parse(one), { id, now, skills });
            } catch (error) {
              expect(error).toBeInstanceOf(AppError);
            }
          for (const macro of macros) expect(expandMacro(macro, macros).length).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('a macro', () => {
  it('comes to its steps, with the macros its commands trigger in their place', () => {
    const macros = saved(
      sequence('утро', ['command', 'Кофе!'], ['skill', 'plan'], ['command', 'Прочитай новости']),
      sequence('кофе', ['skill', 'search овсяное молоко'], ['command', 'Свари кофе']),
    );
    expect(expandMacro(macros[0]!, macros)).toEqual([
      { actionType: 'skill', action: 'search овсяное молоко' },
      { actionType: 'command', action: 'Свари кофе' },
      { actionType: 'skill', action: 'plan' },
      { actionType: 'command', action: 'Прочитай новости' },
    ]);
    expect(expandMacro(macros[0]!, removeMacro(macros, 'm1'))[0]).toEqual({
      actionType: 'command',
      action: 'Кофе!',
    });
  });

  it('that leads back, in a damaged store, ends in an error and not in a hang', () => {
    const [one] = saved(command('a', 'b'));
    const damaged = [one!, { ...one!, id: 'm1', triggerPhrases: ['b'], action: 'a' } as Macro];
    expect(() => expandMacro(one!, damaged)).toThrow(MacroExpansionError);
  });

  it('names a skill and what it is given', () => {
    expect(skillOf(' Search  oat milk ')).toEqual({ skill: 'search', input: 'oat milk' });
    expect(skillOf('plan')).toEqual({ skill: 'plan', input: '' });
  });
});

describe('a draft', () => {
  it.each([
    [{ actionType: 'robot' }],
    [{ actionType: 'sequence', action: 'coffee' }],
    [{ actionType: 'sequence', action: [] }],
    [{ actionType: 'sequence', action: [{ actionType: 'sequence', action: [] }] }],
    [{ triggerPhrases: [] }],
    [{ useCount: 7 }],
  ])('is refused: %j', (part) => {
    const whole = { triggerPhrases: ['x'], actionType: 'command', action: 'y', ...part };
    expect(macroDraftSchema.safeParse(whole).success).toBe(false);
  });
});
