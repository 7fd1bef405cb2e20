import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readPlanPress } from '../../../functions/telegram-worker/show-plan.ts';
import { feedbackOf, learningOf, learningRef } from '../../../shared/plan/store.ts';
import { startTelegram, type TestBot } from './start-telegram.ts';

let bot: TestBot;
let id = 7000;
beforeAll(async () => {
  bot = await startTelegram();
});
afterAll(() => bot.close());
beforeEach(() => {
  id++;
});

const hour = 3_600_000;
const userId = () => `telegram:${id}`;
const say = async (text: string, more = {}) => {
  const update = bot.api.text({ id, language_code: 'en' }, text);
  await bot.take(update, more);
  return update;
};
const press = (data: string, messageId = last().messageId) =>
  bot.api.press({ id, language_code: 'en' }, data, undefined, messageId);
const last = () => bot.api.sent.filter(({ chatId }) => chatId === id).at(-1)!;
const button = (text: string) => last().buttons.find((one) => one.text === text)!.data;
const plan = () => bot.plans.get(userId(), { receivedAt: bot.services.clock() });
const person = () => bot.firestore.doc(`users/${userId()}`);
const learning = async () => learningOf(await learningRef(person()).get())!;
const words = async () => (await feedbackOf(person()).get()).docs.map((doc) => doc.data());

describe('/plan', () => {
  it('shows the plan of today in the person’s words, with buttons for each task', async () => {
    await say('/plan');
    const { tasks, date } = await plan();
    expect(last().text).toMatch(/^The plan of the day: \w+day,? \d+ \w+/);
    for (const [at, { title, reason }] of tasks.entries()) {
      expect(last().text).toContain(`${at + 1}. ${title.en}, `);
      expect(last().text).toContain(reason.en);
    }
    expect(last().buttons.map(({ text }) => text)).toEqual(
      tasks.flatMap((_task, at) => [`Done ${at + 1}`, `Skip ${at + 1}`, `Another ${at + 1}`]),
    );
    expect(readPlanPress(button('Skip 2'))).toEqual({ verb: 'skip', date, task: tasks[1]!.taskId });
  });

  it('is the same however often it is asked, and another for another energy', async () => {
    await say('/plan');
    const first = last().text;
    await say('/plan');
    expect(last().text).toBe(first);
    await say('/plan low');
    expect((await plan()).mode).toBe('low');
    await say('/plan sideways');
    expect(last().text).toMatch(/^Tell me how much strength/);
  });

  it('is for the person’s ears alone', async () => {
    await bot.take(bot.api.text({ id, language_code: 'en' }, '/plan', { id: -77, type: 'group' }));
    await bot.take(
      bot.api.text({ id, language_code: 'en' }, `/plan@${bot.api.bot.username}`, { id: -77, type: 'group' }),
    );
    expect(bot.api.textsTo(-77)).toEqual(['That is for your ears alone: write to me in private.']);
  });
});

describe('/done and /skip', () => {
  it('mark the task of that number and teach the plan', async () => {
    await say('/done 2 5');
    expect(last().text).toMatch(/^Noted: done, and enjoyed/);
    await say('/skip 1 no lemons in the house');
    expect(last().text).toMatch(/^Noted: skipped/);
    const { tasks } = await plan();
    expect(tasks.slice(0, 3).map(({ status }) => status)).toEqual(['skipped', 'done', 'open']);
    expect(last().text).toContain(`1. ✗ ${tasks[0]!.title.en}`);
    expect(last().text).toContain(`2. ✓ ${tasks[1]!.title.en}`);
    expect(last().buttons[0]!.text).toBe('Done 3');
    const [skipped] = (await words()).filter(({ completed }) => completed === false);
    expect(skipped).toMatchObject({ taskId: tasks[0]!.taskId, skippedReason: 'no lemons in the house' });
    expect((await learning()).tasks[tasks[1]!.taskId]).toMatchObject({ completed: 1, ratingSum: 5 });
  });

  it('have one effect, whatever is redelivered, and whichever worker dies', async () => {
    await say('/plan');
    const update = bot.api.text({ id, language_code: 'en' }, '/done 1');
    bot.api.script('sendMessage', { kind: 'drop' });
    await expect(bot.take(update)).rejects.toThrow();
    await bot.take(update);
    await bot.take(update);
    expect((await learning()).completions).toBe(1);
    expect(await words()).toHaveLength(1);
    // A worker that died before it kept its answer makes it anew.
    const { update_id: updateId } = update as unknown as { update_id: number };
    await bot.firestore.doc(`users/${userId()}/outbox/${updateId}`).delete();
    await bot.take(update);
    expect((await learning()).completions).toBe(1);
  });

  it('say so when a task is marked already, and take a rating that comes later', async () => {
    await say('/done 1');
    await say('/done 1');
    expect(last().text).toMatch(/^I have that on record already/);
    await say('/done 1 4');
    expect(last().text).toMatch(/^Corrected, thank you/);
    const { completions, tasks } = await learning();
    expect([completions, tasks[(await plan()).tasks[0]!.taskId]!.ratingSum]).toEqual([1, 4]);
  });

  it.each([
    '/done 2,3',
    '/done 2, 3',
    '/done 2.3',
    '/done 2 and 3',
    '/done 2 и 3',
    '/done №2 №3',
    '/done 2-3',
  ])('several numbers are several tasks, and no rating: %s', async (text) => {
    await say(text);
    const { tasks } = await plan();
    expect(tasks.map(({ status }) => status === 'done')).toEqual(tasks.map((_, at) => at === 1 || at === 2));
    expect(
      (await words()).filter(({ satisfactionRating }) => typeof satisfactionRating === 'number'),
    ).toEqual([]);
    expect(await words()).toHaveLength(2);
  });

  it.each(['/done №2', '/done2', '/done_2', '/done #2', 'сделано 2', 'Done 2!', 'готово №2', '2 done'])(
    'a number may be written as people write it: %s',
    async (text) => {
      await say(text);
      expect((await plan()).tasks.map(({ status }) => status).slice(0, 3)).toEqual(['open', 'done', 'open']);
      expect(await words()).toHaveLength(1);
    },
  );

  it('several have one effect each, say which are on record, and which there are not', async () => {
    await say('/done 2');
    const update = await say('/done 2, 3, 9');
    expect(last().text).toMatch(
      /^Noted: done. Well done. On record already: 2. The plan has no task number 9/,
    );
    await bot.take(update);
    expect((await learning()).completions).toBe(2);
    await say('/skip 1, 4');
    expect((await plan()).tasks.map(({ status }) => status).slice(0, 4)).toEqual([
      'skipped',
      'done',
      'done',
      'skipped',
    ]);
  });

  it('a rating follows a blank and is said back', async () => {
    await say('/done 2 3');
    expect(last().text).toMatch(/^Noted: done. Well done. Task 2: rated 3 out of 5\./);
    expect((await plan()).tasks.map(({ status }) => status).slice(0, 3)).toEqual(['open', 'done', 'open']);
  });

  it('ask which one when there is no such number', async () => {
    await say('/done');
    expect(last().text).toMatch(/^What is done\? Give me its number/);
    await say('/done 9');
    expect(last().text).toMatch(/^The plan has no task number 9/);
    await say('/skip the lot');
    expect(last().text).toMatch(/^What shall we skip\?/);
    expect(await words()).toEqual([]);
  });

  it('without a number, /skip ends the introductions as ever', async () => {
    await say('/start');
    await say('/skip');
    expect(last().text).toMatch(/^As you wish/);
  });

  it('take no word where feedback is off, and buttons offer none', async () => {
    const change = { day: { ...bot.services.day, takesFeedback: false } };
    await say('/done 1', change);
    expect(last().text).toMatch(/^I am under orders to take no word/);
    await say('/plan', change);
    expect(last().buttons.every(({ text }) => text.startsWith('Another'))).toBe(true);
    expect(await words()).toEqual([]);
  });

  it('sent before midnight and heard after it are of the day on which they were sent', async () => {
    await say('/plan');
    const { date } = await plan();
    const receivedAt = bot.services.clock();
    const update = bot.api.text({ id, language_code: 'en' }, '/done 1') as { message: { date: number } };
    bot.pass(24 * hour);
    update.message.date = Math.floor(receivedAt / 1000);
    await bot.take(update);
    expect(await words()).toMatchObject([{ date }]);
    bot.pass(-24 * hour);
  });
});

describe('the buttons under a plan', () => {
  it('done marks the task in the same message and says so', async () => {
    await say('/plan');
    const { messageId } = last();
    const count = bot.api.textsTo(id).length;
    await bot.take(press(button('Done 3')));
    expect(bot.api.textsTo(id)).toHaveLength(count);
    expect(last()).toMatchObject({ messageId, edits: 1 });
    const [, , third] = (await plan()).tasks;
    expect(last().text).toContain(`3. ✓ ${third!.title.en}`);
    expect(last().buttons.some(({ text }) => text === 'Done 3')).toBe(false);
    expect(bot.api.notices.at(-1)).toBe('Noted: done. Well done.');
  });

  it('skip and another change the message as well', async () => {
    await say('/plan');
    await bot.take(press(button('Skip 1')));
    expect(last().text).toContain('1. ✗ ');
    const before = (await plan()).tasks;
    await bot.take(press(button('Another 2')));
    const after = (await plan()).tasks;
    expect(bot.api.notices.at(-1)).toBe('Here is another.');
    const ids = after.map(({ taskId }) => taskId);
    expect(ids).not.toContain(before[1]!.taskId);
    expect(ids.filter((one) => before.some(({ taskId }) => taskId === one))).toHaveLength(before.length - 1);
    for (const { title } of after) expect(last().text).toContain(title.en);
  });

  it('have one effect, whatever is redelivered and however often they are pressed', async () => {
    await say('/plan');
    const data = button('Another 1');
    const update = press(data);
    bot.api.script('editMessageText', { kind: 'cut' });
    await expect(bot.take(update)).rejects.toThrow();
    await bot.take(update);
    const once = (await plan()).tasks;
    await bot.take(update);
    await bot.take(press(data));
    expect((await plan()).tasks).toEqual(once);
    expect(bot.api.notices.at(-1)).toBe('The plan has changed since; this is how it stands.');
    const done = button('Done 1');
    await bot.take(press(done));
    await bot.take(press(done));
    expect(bot.api.notices.at(-1)).toBe('I have that on record already.');
    expect((await learning()).completions).toBe(1);
  });

  it('of another day answer kindly and go', async () => {
    await say('/plan');
    const data = button('Done 1');
    bot.pass(24 * hour);
    await bot.take(press(data));
    expect(bot.api.notices.at(-1)).toBe('That plan is of another day. Today’s: /plan');
    expect(last().buttons).toEqual([]);
    expect(last().text).toMatch(/^The plan of the day/);
    expect(await words()).toEqual([]);
    bot.pass(-24 * hour);
  });

  it('of a day of which nothing is left answer kindly', async () => {
    await say('hello');
    const { messageId } = last();
    await bot.take(press('plan:done:2020-01-01:hydration-green-tea', messageId));
    expect(last().text).toBe('That plan is of another day. Today’s: /plan');
    await bot.take(press('plan:done:2999-01-01:hydration-green-tea', messageId));
    expect(last().text).toBe('That plan is of another day. Today’s: /plan');
    await bot.take(press('plan:dance:2020-01-01:x', messageId));
    expect(last().messageId).toBe(messageId);
  });

  it.each([
    'plan:done:2026-13-45:x',
    'plan:done:2026-02-30:x',
    'plan:skip:0000-00-00:x',
    'plan:other:9999-99-99:-',
    'plan:done:2026-1-1:x',
    'plan:::',
    'intro:timezone:Nowhere/None',
    'intro:archetype:__proto__',
    'forget:yes:never',
    '__proto__',
    '\u0000',
  ])('that nobody was shown hold nothing up: %j', async (data) => {
    await say('hello');
    await bot.take(press(data));
    await say('/plan');
    expect(last().text).toMatch(/^The plan of the day/);
  });

  it('under a message that is gone send a new one', async () => {
    await say('/plan');
    await bot.take(press(button('Done 1'), 1));
    expect(last().text).toContain('1. ✓ ');
    expect(last().edits).toBeUndefined();
  });
});

describe('/rest and /week', () => {
  it('a day of rest is marked, and unmarked', async () => {
    await say('/rest');
    expect(last().text).toMatch(/^Rest well/);
    expect((await plan()).restDay).toBe(true);
    await say('/rest off');
    expect((await plan()).restDay).toBe(false);
  });

  it.each(['2026-11-22', 'tomorrow', 'завтра'])('rest on another day marks nothing: %s', async (day) => {
    await say(`/rest ${day}`);
    expect(last().text).toMatch(/^I mark rest for today alone/);
    expect((await plan()).restDay).toBe(false);
    await say('/rest today');
    expect((await plan()).restDay).toBe(true);
  });

  it('a week is told from what was done', async () => {
    await say('/done 1');
    await say('/week');
    const { tasks } = await plan();
    expect(last().text).toMatch(/^The week of /);
    expect(last().text).toContain(`1 of ${tasks.length} done`);
    await say('/week last');
    expect(last().text).toContain('no plans this week');
    await say('/week', { day: { ...bot.services.day, weeks: undefined } });
    expect(last().text).toMatch(/^I am under orders not to look back/);
  });
});
