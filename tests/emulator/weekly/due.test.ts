import { beforeAll, expect, it } from 'vitest';
import { findDue, settleWeek, type WeeklyPlace } from '../../../shared/insights/index.ts';
import { connect } from '../firestore/connect.ts';

const firestore = connect();
const now = Date.parse('2026-11-23T09:00:00Z');
const person = (id: string) => firestore.doc(`users/due-${id}`);

async function all(at: number, limit: number): Promise<string[]> {
  const found: string[] = [];
  let after: WeeklyPlace | undefined;
  do {
    const { userIds, next } = await findDue(firestore, { now: at, limit, after });
    found.push(...userIds.filter((id) => id.startsWith('due-')));
    after = next;
  } while (after);
  return found;
}

beforeAll(async () => {
  const weekly = (late: number) => ({
    timezone: 'Europe/Berlin',
    weekly: { week: '2026-W47', at: now - late },
  });
  await Promise.all([
    person('a').set(weekly(0)),
    person('b').set(weekly(60_000)),
    person('c').set(weekly(0)),
    person('later').set(weekly(-1)),
    person('never').set({ name: 'Nobody' }),
    person('gone').set({ ...weekly(5), mergedInto: 'due-a' }),
  ]);
});

it('who is due is found in the order of waiting, whatever the size of a page', async () => {
  for (const limit of [1, 2, 3, 50])
    expect(await all(now, limit)).toEqual(['due-b', 'due-gone', 'due-a', 'due-c']);
});

it('a week that many note at once as told is followed by the next', async () => {
  await Promise.all(Array.from({ length: 5 }, () => settleWeek(firestore, 'due-b', '2026-W47')));
  const told = { week: '2026-W48', at: Date.parse('2026-11-30T08:00:00Z') };
  expect((await person('b').get()).get('weekly')).toEqual(told);
  await settleWeek(firestore, 'due-b', '2026-W46');
  expect((await person('b').get()).get('weekly')).toEqual(told);
});

it('nothing is noted for who is not there, has no week or lives on under another id', async () => {
  for (const id of ['absent', 'never', 'gone']) await settleWeek(firestore, `due-${id}`, '2026-W47');
  expect((await person('absent').get()).exists).toBe(false);
  expect((await person('never').get()).get('weekly')).toBeUndefined();
  expect((await person('gone').get()).get('weekly')).toMatchObject({ week: '2026-W47' });
});
