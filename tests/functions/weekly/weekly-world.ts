import { sendWeek } from '../../../functions/weekly/send-week.ts';
import { weekly, type WeeklyServices } from '../../../functions/weekly/weekly.ts';
import { createIdentities, mergeStep } from '../../../shared/identity/index.ts';
import { createWeeks, findDue, settleWeek, type WeeklyMessage } from '../../../shared/insights/index.ts';
import { createPeople } from '../../../shared/person/index.ts';
import { randomId } from '../../../shared/platform/clock.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { datesOfWeek, firstWeekly, profileRef, weekAt } from '../../../shared/profile/index.ts';
import { createTelegram, createTelegramStore } from '../../../shared/telegram/index.ts';
import { type BotApi, startBotApi } from '../../fakes/bot-api.ts';
import { startServer } from '../../infra/local/firestore/start-server.ts';

export type WeeklyWorld = Awaited<ReturnType<typeof startWeekly>>;

/** A Bot API and a Firestore of its own, and the function on both, with a clock that stands until it is moved. */
export async function startWeekly(start: string) {
  const unlog = configureLog({ sink: () => undefined });
  const server = await startServer();
  let now = Date.parse(start);
  const clock = () => now;
  const api: BotApi = await startBotApi({ clock });
  const { firestore } = server;
  const open = () => Promise.resolve(firestore);
  const queue: WeeklyMessage[] = [];
  const merges: string[] = [];
  const sentAt: { chat: number; at: number }[] = [];
  const people = createPeople({ firestore: open, clock });
  const identities = createIdentities({
    firestore: open,
    people,
    clock,
    publish: (message) => {
      if ('jobId' in message) merges.push(message.jobId);
      return Promise.resolve('');
    },
  });
  const telegram = createTelegram({ token: api.token, apiUrl: api.url, pause: () => Promise.resolve() });
  const services: WeeklyServices = {
    enabled: true,
    findDue: (page) => findDue(firestore, page),
    publish: (message) => {
      queue.push(message);
      return Promise.resolve('');
    },
    people,
    identities,
    weeks: createWeeks({ firestore: open, people, clock }),
    settle: (userId, week) => settleWeek(firestore, userId, week),
    store: createTelegramStore({ firestore: open, clock }),
    telegram,
    allowed: [],
    clock,
    ids: randomId,
  };
  const handle = (message: WeeklyMessage) => weekly(services)(message);

  return {
    api,
    clock,
    firestore,
    identities,
    people,
    queue,
    services,
    sentAt,
    handle,
    set: (at: string | number) => void (now = typeof at === 'number' ? at : Date.parse(at)),
    pass: (ms: number) => void (now += ms),
    /** Makes someone who has a plan in the week that it is, and did its one task; linked, where there is an account. */
    async person(userId: string, timezone: string, account?: number): Promise<void> {
      await people.meet(userId, { receivedAt: now });
      await people.editProfile(userId, { timezone });
      await profileRef(firestore, userId).update({ weekly: firstWeekly(now, timezone) });
      const [monday = ''] = datesOfWeek(weekAt(now, timezone));
      const day = { planned: { hydration: 1 }, done: { hydration: 1 }, skipped: {}, rest: false };
      await firestore
        .doc(`users/${userId}/state/learning`)
        .set({ startedOn: monday, days: { [monday]: day } });
      if (account !== undefined) await this.link(userId, account);
    },
    async link(userId: string, account: number): Promise<void> {
      const { code } = await identities.createLinkCode(userId);
      await identities.redeemLinkCode(code, `telegram:${account}`);
    },
    /** Carries over all that was linked. */
    async merge(): Promise<void> {
      for (const jobId of merges.splice(0))
        while ((await mergeStep({ firestore: open, people, clock }, jobId)) === 'more');
    },
    send: (userId: string, changed: Partial<WeeklyServices> = {}) =>
      sendWeek({ ...services, ...changed }, userId),
    /** The schedule, and all that follows from it. */
    async sweep(): Promise<void> {
      await handle({ source: 'schedule' });
      for (let message = queue.shift(); message; message = queue.shift()) {
        const before = api.sent.length;
        await handle(message);
        for (const { chatId } of api.sent.slice(before)) sentAt.push({ chat: chatId, at: now });
      }
    },
    slot: async (userId: string) => {
      people.drop(userId);
      return (await people.profile(userId))?.weekly;
    },
    outbox: async (userId: string, week: string) =>
      (await firestore.doc(`users/${userId}/outbox/weekly-${week}`).get()).data(),
    async close(): Promise<void> {
      await api.close();
      await server.stop();
      unlog();
    },
  };
}
