import { expect, it } from 'vitest';
import { personaWorker } from '../../functions/persona-worker.ts';
import { everyoneJobSchema, refreshOptions } from '../../shared/persona/job-schema.ts';

function makeWorker(personalization = true) {
  const asked: string[] = [];
  const note = (what: string) => Promise.resolve(void asked.push(what));
  const job = everyoneJobSchema.parse({
    kind: 'persona-everyone',
    options: refreshOptions,
    onlyActive: true,
    run: 'r',
    state: 'running',
    page: 0,
    listed: false,
    people: 0,
    done: 0,
    failed: 0,
    createdAt: 0,
    updatedAt: 0,
  });
  const handle = personaWorker({
    personalization,
    work: (message) => note(message.step),
    resume: async () => {
      await note('resume');
      return 0;
    },
    refresh: async () => {
      await note('refresh');
      return { ...job, id: 'j' };
    },
  });
  return { asked, handle };
}

it('the schedule has lost work queued again and asks for what is due', async () => {
  const { asked, handle } = makeWorker();
  await handle({ source: 'schedule' }, { attempt: 1 });
  expect(asked).toEqual(['resume', 'refresh']);
});

it('a step is worked on, and nothing is where personalization is switched off', async () => {
  const step = { jobId: 'j', run: 'r', step: 'persona' as const };
  const [on, off] = [makeWorker(), makeWorker(false)];
  for (const { handle } of [on, off]) await handle(step, { attempt: 1 });
  await off.handle({ source: 'schedule' }, { attempt: 1 });
  expect([on.asked, off.asked]).toEqual([['persona'], []]);
});
