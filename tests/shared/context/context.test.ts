import { expect, it } from 'vitest';
import {
  addSessionFact,
  addSkill,
  contextEditSchema,
  currentContext,
  editContext,
  emptyContext,
  idleMs,
  touchContext,
  type WorkContext,
  workContextSchema,
} from '../../../shared/context/index.ts';

const now = 1_800_000_000_000;
const busy: WorkContext = {
  currentProject: 'Lighthouse',
  currentTask: 'memory window',
  activeBranch: 'feature/window',
  recentSkills: ['plan'],
  sessionFacts: ['tests are green'],
  lastActive: now,
  sessionStart: now - 1000,
};

it('holds for two idle hours', () => {
  expect(currentContext(busy, now + idleMs)).toEqual(busy);
});

it('is cleared in every field after more than two idle hours', () => {
  expect(currentContext(busy, now + idleMs + 1)).toEqual({
    currentProject: '',
    currentTask: '',
    activeBranch: '',
    recentSkills: [],
    sessionFacts: [],
    lastActive: null,
    sessionStart: null,
  });
});

it('keeps what was set before the first turn', () => {
  const set = { ...emptyContext(), currentProject: 'Lighthouse' };
  expect(currentContext(set, now)).toEqual(set);
});

it('begins a session with the first turn and keeps its start with the next', () => {
  const first = touchContext(emptyContext(), now);
  expect(first).toMatchObject({ lastActive: now, sessionStart: now });
  expect(touchContext(first, now + 60_000)).toMatchObject({ lastActive: now + 60_000, sessionStart: now });
});

it('begins another session after an idle time, with nothing of the last', () => {
  const later = now + idleMs + 1;
  expect(touchContext(busy, later)).toEqual({ ...emptyContext(), lastActive: later, sessionStart: later });
});

it('does not go back in time when turns arrive out of order', () => {
  expect(touchContext(busy, now - 5000).lastActive).toBe(now);
});

it('keeps the last five skills, each once, the most recent first', () => {
  const ran = ['a', 'b', 'c', 'd', 'e', 'f', 'c'].reduce(addSkill, emptyContext());
  expect(ran.recentSkills).toEqual(['c', 'f', 'e', 'd', 'b']);
});

it('keeps the last ten facts, the oldest first', () => {
  const facts = Array.from({ length: 12 }, (_, index) => `fact ${index}`);
  const told = [...facts, 'fact 4'].reduce(addSessionFact, emptyContext());
  expect(told.sessionFacts).toEqual([...facts.slice(2, 4), ...facts.slice(5), 'fact 4']);
  expect(workContextSchema.parse(told)).toEqual(told);
});

it('takes an edit of the person and begins a session with it', () => {
  const edited = editContext(emptyContext(), contextEditSchema.parse({ currentProject: ' Beacon ' }), now);
  expect(edited).toEqual({ ...emptyContext(), currentProject: 'Beacon', lastActive: now, sessionStart: now });
  expect(editContext(edited, { currentProject: '' }, now).currentProject).toBe('');
});

it('refuses an edit of what follows from turns', () => {
  expect(contextEditSchema.safeParse({ lastActive: 1 }).success).toBe(false);
  expect(contextEditSchema.safeParse({ sessionFacts: Array<string>(11).fill('x') }).success).toBe(false);
});
