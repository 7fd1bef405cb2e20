import { expect, it } from 'vitest';
import { feedbackDraftSchema } from '../../../shared/plan/index.ts';

const draft = { taskName: 'A walk', category: 'movement', completed: true };

it.each([
  [{ notes: 'a\0b' }, 'Must be text'],
  [{ skippedReason: '\ud800' }, 'Must be text'],
  [{ taskName: '\udc00 walk' }, 'Must be text'],
  [{ completed: 'yes' }, 'Must be true or false'],
  [{ satisfactionRating: 4.5 }, 'Must be from 1 to 5'],
  [{ actualMinutes: 1.5 }, 'Must be from 1 to 1440'],
])('refuses %j: %s', (edit, rule) => {
  const read = feedbackDraftSchema.safeParse({ ...draft, ...edit });
  expect(read.error?.issues.map(({ message }) => message)).toEqual([rule]);
});

it('a name is the same however its accents are written', () => {
  const [one, other] = ['Caf\u00e9', 'Cafe\u0301'].map((taskName) =>
    feedbackDraftSchema.parse({ ...draft, taskName }),
  );
  expect(one).toEqual(other);
});
