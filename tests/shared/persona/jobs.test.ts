import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  createPersonaJobs,
  type EveryoneJob,
  forgetMade,
  isOver,
  type JobServices,
  personaMessageSchema,
  type PersonaMessage,
  type PersonJob,
  readPersona,
  refreshOptions,
  resumeJobs,
  strikePersona,
  upsertPersona,
  WrongAnswerError,
  workOnJob,
  makeConversationMemory,
  makePersona,
} from '../../../shared/persona/index.ts';
import { notePage } from '../../../shared/persona/job-store.ts';
import { AppError } from '../../../shared/platform/errors.ts';
import { configureLog } from '../../../shared/platform/log.ts';
import { memoryAnswer, now, personaAnswer, type PersonaWorld, startPersonaWorld } from './persona-world.ts';

afterAll(configureLog({ sink: () => undefined }));

let world: PersonaWorld;
beforeAll(async () => {
  world = await startPersonaWorld();
});
afterAll(() => world.stop());
beforeEach(() => {
  world.time.now = now;
});

let ids = 0;

/** The jobs with a queue that is worked off here, as an instance that may fail. */
function makeJobs() {
  const messages: PersonaMessage[] = [];
  const asked: string[] = [];
  const fails = new Map<string, Error>();
  const making = {
    firestore: world.open,
    clock: world.clock,
    ask: (question: { messages: { content: string }[] }) => {
      const [system = { content: '' }, user = { content: '' }] = question.messages;
      const what = system.content.includes('keep the memory of') ? 'memory' : 'persona';
      asked.push(what);
      for (const [word, cause] of fails) if (user.content.includes(word)) return Promise.reject(cause);
      return Promise.resolve(what === 'memory' ? memoryAnswer('Talked of tea.') : personaAnswer);
    },
  };
  const services: JobServices = {
    firestore: world.open,
    clock: world.clock,
    ids: () => `run-${++ids}`,
    remember: makeConversationMemory(making),
    persona: makePersona({ ...making, moveEpoch: (userId) => world.people.moveEpoch(userId) }),
    publish: (message) => {
      messages.push(personaMessageSchema.parse(JSON.parse(JSON.stringify(message))));
      return Promise.resolve('1');
    },
  };
  const work = workOnJob(services);
  const deliver = async (message: PersonaMessage, attempt = 1) => {
    if ('source' in message) throw new Error('the schedule is not for here');
    await work(message, { attempt });
  };
  return {
    ...createPersonaJobs(services),
    services,
    messages,
    asked,
    fails,
    deliver,
    /** Works off the queue; a message that fails comes again, five times in all, each as often as told. */
    async workOff({ times = 1 } = {}) {
      for (let message = messages.shift(); message; message = messages.shift()) {
        for (let time = 0; time < times; time++) {
          for (let attempt = 1; attempt <= 5; attempt++) {
            try {
              await deliver(message, attempt);
              break;
            } catch {
              continue;
            }
          }
        }
      }
    },
  };
}

const person = async (userId: string, conversations: string[]) => {
  await world.meet(userId);
  for (const [n, id] of conversations.entries())
    await world.talk(userId, id, [`I like tea of ${id}`], { updatedAt: now + n });
};
const look = async (jobs: ReturnType<typeof makeJobs>, id: string) => (await jobs.read(id)) as PersonJob;

it('memories are made first, and the persona with the last of them', async () => {
  await person('ann', ['a', 'b', 'c']);
  const jobs = makeJobs();
  const { id, total } = await jobs.queue('ann', refreshOptions);
  expect(total).toBe(3);
  await jobs.workOff();
  expect(jobs.asked).toEqual(['memory', 'memory', 'memory', 'persona']);
  expect(await look(jobs, id)).toMatchObject({ state: 'done', refreshed: 3, failed: 0, outcome: 'made' });
  expect((await readPersona(world.firestore, 'ann'))!.data.persona).toBe('Drinks tea.');
});

it('messages that are delivered twice, or again long after, change nothing more', async () => {
  await person('ben', ['a', 'b']);
  const jobs = makeJobs();
  const { id } = await jobs.queue('ben', refreshOptions);
  const seen = [...jobs.messages];
  await jobs.workOff({ times: 2 });
  expect(await look(jobs, id)).toMatchObject({ state: 'done', total: 2, refreshed: 2, outcome: 'made' });
  const { length } = jobs.asked;
  for (const message of seen) await jobs.deliver(message, 2);
  expect(jobs.asked).toHaveLength(length);
  expect(jobs.messages).toEqual([]);
});

it('a conversation that fails is counted, and the persona is made of the others', async () => {
  await person('cleo', ['good', 'wrong', 'down']);
  const jobs = makeJobs();
  jobs.fails.set('tea of wrong', new WrongAnswerError('summary: invalid_type'));
  jobs.fails.set('tea of down', new AppError('unavailable', 'The model does not answer.'));
  const { id } = await jobs.queue('cleo', refreshOptions);
  await jobs.workOff();
  expect(await look(jobs, id)).toMatchObject({ state: 'done', refreshed: 1, failed: 2, outcome: 'made' });
  // What is wrong is not asked for again by the queue; what is down is tried as often as a message comes.
  expect(jobs.asked.filter((what) => what === 'memory')).toHaveLength(1 + 1 + 5);
  expect(await world.memory('cleo', 'wrong')).toBeUndefined();
});

it('the same request joins the one that runs, and begins anew once that is done', async () => {
  await person('dan', ['a']);
  const jobs = makeJobs();
  const [first, second] = [await jobs.queue('dan', refreshOptions), await jobs.queue('dan', refreshOptions)];
  expect([second.id, second.run]).toEqual([first.id, first.run]);
  expect(jobs.messages).toHaveLength(1);
  expect((await jobs.queue('dan', { ...refreshOptions, force: true })).id).not.toBe(first.id);
  await jobs.workOff();
  const third = await jobs.queue('dan', refreshOptions);
  expect(third.id).toBe(first.id);
  expect(third.run).not.toBe(first.run);
  expect(third.total).toBe(0);
});

it('a job whose messages were lost is queued again by whoever asks next, and by the schedule', async () => {
  await person('eve', ['a', 'b']);
  const jobs = makeJobs();
  const { id } = await jobs.queue('eve', refreshOptions);
  jobs.messages.length = 0;
  world.time.now += 11 * 60_000;
  expect(await resumeJobs(jobs.services)).toBeGreaterThan(0);
  const resumed = jobs.messages.splice(0);
  expect(resumed).toContainEqual(expect.objectContaining({ step: 'begin', jobId: id, again: true }));
  await jobs.queue('eve', refreshOptions);
  await jobs.workOff();
  expect(await look(jobs, id)).toMatchObject({ state: 'done', refreshed: 2 });
});

it('a job that cannot be queued is not there to be joined', async () => {
  await person('fay', ['a']);
  const jobs = makeJobs();
  const { publish } = jobs.services;
  jobs.services.publish = () => Promise.reject(new AppError('unavailable', 'The work could not be queued.'));
  const failing = createPersonaJobs(jobs.services);
  await expect(failing.queue('fay', refreshOptions)).rejects.toThrow('could not be queued');
  jobs.services.publish = publish;
  await jobs.queue('fay', refreshOptions);
  expect(jobs.messages).toHaveLength(1);
});

it('of more conversations than the clamp the most recently updated are remembered', async () => {
  await person('gil', ['old', 'mid', 'new']);
  const jobs = makeJobs();
  await jobs.run('gil', { ...refreshOptions, clamp: 2 });
  expect(await world.memory('gil', 'old')).toBeUndefined();
  expect(await world.memory('gil', 'new')).toMatchObject({ conversationUpdatedAt: now + 2 });
  expect(await jobs.run('gil', { ...refreshOptions, clamp: 0 })).toMatchObject({ total: 0, state: 'done' });
});

it('empty conversations are remembered where they are asked for alone', async () => {
  await person('hal', ['a']);
  await world.talk('hal', 'blank', []);
  const jobs = makeJobs();
  expect((await jobs.run('hal', refreshOptions)).total).toBe(1);
  expect((await jobs.run('hal', { ...refreshOptions, includeEmpty: true })).total).toBe(1);
  expect(await world.memory('hal', 'blank')).toMatchObject({ data: { summary: '', topics: [] } });
  expect(jobs.asked.filter((what) => what === 'memory')).toHaveLength(1);
});

it('what takes longer than the caller waits goes on as a job', async () => {
  await person('ida', ['a', 'b', 'c', 'd']);
  const jobs = makeJobs();
  const { remember } = jobs.services;
  let made = 0;
  const slow: JobServices = {
    ...jobs.services,
    remember: async (...asked) => {
      if (++made > 3) world.time.now += 60_000;
      return remember(...asked);
    },
  };
  const job = await createPersonaJobs(slow).run('ida', refreshOptions);
  expect(job.state).toBe('running');
  expect(jobs.messages).toMatchObject([{ step: 'begin', again: true }]);
  await jobs.workOff();
  expect(await look(jobs, job.id)).toMatchObject({ state: 'done', refreshed: 4, outcome: 'made' });
  expect(jobs.asked.filter((what) => what === 'persona')).toHaveLength(1);
});

it('everyone is asked for page by page, counted once however often a page comes', async () => {
  const crowd = await startPersonaWorld();
  const before = world;
  world = crowd;
  try {
    const names = Array.from({ length: 103 }, (_, n) => `p${String(n).padStart(3, '0')}`);
    for (const name of names)
      await crowd.firestore.doc(`users/${name}`).set({ userId: name, language: 'en' });
    await crowd.firestore.doc('users/merged').set({ mergedInto: 'p000' });
    await crowd.talk('p001', 'main', ['I like tea']);
    const jobs = makeJobs();
    const { id } = await jobs.queueEveryone(refreshOptions, { onlyActive: false });
    expect((await jobs.queueEveryone(refreshOptions, { onlyActive: false })).id).toBe(id);
    expect(jobs.messages).toHaveLength(1);
    await jobs.workOff({ times: 2 });
    const job = await jobs.read(id);
    expect(job).toMatchObject({ people: 103, done: 103, failed: 0, listed: true });
    expect(job?.kind === 'persona-everyone' && isOver(job)).toBe(true);
    expect(jobs.asked).toEqual(['memory', 'persona']);
  } finally {
    world = before;
    await crowd.stop();
  }
}, 60_000);

it('each night those are asked for who were active since their persona was made', async () => {
  await person('jan', ['a']);
  await person('kim', ['a']);
  await person('lea', ['a']);
  const active = (userId: string, at: number) =>
    world.firestore.doc(`users/${userId}/state/context`).update({ lastActive: at });
  const jobs = makeJobs();
  await active('jan', now - 5);
  await active('kim', now - 5);
  await jobs.run('jan', refreshOptions);
  world.time.now += 60_000;
  const { id } = await jobs.queueEveryone(refreshOptions, { onlyActive: true });
  jobs.asked.length = 0;
  await jobs.workOff();
  expect(await jobs.read(id)).toMatchObject({ people: 1, done: 1, listed: true });
  expect(await readPersona(world.firestore, 'kim')).toBeDefined();
  expect(await readPersona(world.firestore, 'lea')).toBeUndefined();
});

it('the night asks for those whose persona lacks something that was said, whoever wrote it since', async () => {
  const jobs = makeJobs();
  const chosen = async () => {
    world.time.now += 86_400_000;
    jobs.asked.length = 0;
    const { id } = await jobs.queueEveryone(refreshOptions, { onlyActive: true });
    await jobs.workOff();
    return ((await jobs.read(id)) as EveryoneJob).people;
  };
  await person('nia', ['a', 'b']);
  const says = () => {
    world.time.now += 1000;
    return world.firestore.doc('users/nia/state/context').update({ lastActive: world.time.now });
  };
  await says();
  await chosen();
  expect(await chosen()).toBe(0);

  await says();
  const storing = {
    firestore: world.open,
    clock: world.clock,
    moveEpoch: (userId: string) => world.people.moveEpoch(userId),
  };
  world.time.now += 1000;
  const data = { inferred_interests: ['Roses'], learning_patterns: [], personality_traits: [] };
  await upsertPersona(storing)('nia', { persona: 'Made elsewhere.', ...data });
  await strikePersona(storing)('nia', { key: 'inferred_interests', item: 'Roses' });
  expect(await chosen()).toBe(1);
  // Nothing new is in the sources this time: that is noted too.
  await says();
  expect([await chosen(), await chosen()]).toEqual([1, 0]);

  await forgetMade({ firestore: world.open })('nia', 'a');
  expect(await readPersona(world.firestore, 'nia')).toBeUndefined();
  jobs.fails.set('tea of a', new WrongAnswerError('summary: invalid_type'));
  expect(await chosen()).toBe(1);
  expect((await readPersona(world.firestore, 'nia'))!.data.persona).toBe('Drinks tea.');
  jobs.fails.clear();
  expect(await chosen()).toBe(1);
  expect(await world.memory('nia', 'a')).toBeDefined();
  expect(await chosen()).toBe(0);

  await says();
  await jobs.run('nia', { ...refreshOptions, refresh: false });
  expect(await chosen()).toBe(1);
});

it('whoever waits for a person who is erased meanwhile learns that they are gone', async () => {
  await person('ola', ['a']);
  const jobs = makeJobs();
  const erasing: JobServices = {
    ...jobs.services,
    remember: async () => {
      await world.firestore.recursiveDelete(world.firestore.doc('users/ola'));
      const { docs } = await world.firestore.collection('jobs').where('userId', '==', 'ola').get();
      for (const { ref } of docs) await ref.delete();
      return 'gone';
    },
  };
  await expect(createPersonaJobs(erasing).run('ola', refreshOptions)).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(jobs.messages).toEqual([]);
});

it('a job whose caller died is queued by whoever waits for it in vain', async () => {
  await person('pia', ['a']);
  const jobs = makeJobs();
  const { id } = await jobs.queue('pia', refreshOptions);
  jobs.messages.length = 0;
  const late: JobServices = { ...jobs.services, clock: () => (world.time.now += 20_000) };
  expect((await createPersonaJobs(late).run('pia', refreshOptions)).state).toBe('running');
  await jobs.workOff();
  expect(await look(jobs, id)).toMatchObject({ state: 'done', refreshed: 1, outcome: 'made' });
});

it('a page of people that is noted late takes nothing back', async () => {
  const jobs = makeJobs();
  const { id: jobId } = await jobs.queueEveryone(refreshOptions, { onlyActive: true });
  await notePage(world.firestore, { jobId, page: 1, listed: true, now });
  await notePage(world.firestore, { jobId, page: 0, listed: false, now });
  expect(await jobs.read(jobId)).toMatchObject({ listed: true });
});

it('a person who is gone ends the job, and one who never was has none', async () => {
  await person('max', ['a']);
  const jobs = makeJobs();
  const { id } = await jobs.queue('max', refreshOptions);
  await world.firestore.recursiveDelete(world.firestore.doc('users/max'));
  await jobs.workOff();
  expect(await look(jobs, id)).toMatchObject({ state: 'done', total: 0, outcome: 'gone' });
  expect(await world.memory('max', 'a')).toBeUndefined();
  await expect(jobs.queue('nobody', refreshOptions)).rejects.toMatchObject({ code: 'not_found' });
});
