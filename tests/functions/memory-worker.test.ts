import { expect, it } from 'vitest';
import { memoryWorker, schema } from '../../functions/memory-worker.ts';
import { registry } from '../../shared/platform/metrics.ts';

async function counted(name: string): Promise<number | undefined> {
  return (await registry.getSingleMetric(name)?.get())?.values[0]?.value;
}
const job = { userId: 'ann', conversationId: 'main' };

it('runs are counted, and failures besides, which are tried again', async () => {
  expect(await counted('personalized_memory_worker_runs_total')).toBe(0);
  expect(await counted('personalized_memory_worker_errors_total')).toBe(0);
  const done: string[] = [];
  await memoryWorker({
    compress: (...ids) => {
      done.push(ids.join('/'));
      return Promise.resolve('compressed');
    },
  })(job);
  expect(done).toEqual(['ann/main']);
  await expect(memoryWorker({ compress: () => Promise.reject(new Error('down')) })(job)).rejects.toThrow(
    'down',
  );
  expect(await counted('personalized_memory_worker_runs_total')).toBe(2);
  expect(await counted('personalized_memory_worker_errors_total')).toBe(1);
});

it('a job names a person and a conversation, and nothing else', () => {
  expect(schema.safeParse(job).success).toBe(true);
  expect(schema.safeParse({ userId: 'ann' }).success).toBe(false);
  expect(schema.safeParse({ ...job, text: 'x' }).success).toBe(false);
});
