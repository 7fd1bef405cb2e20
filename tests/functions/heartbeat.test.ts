import { expect, it } from 'vitest';
import { heartbeat, schema } from '../../functions/heartbeat.ts';
import type { Delivery } from '../../shared/platform/topic-app.ts';

function receive(outcome: 'done' | 'duplicate') {
  const recorded: object[] = [];
  const pushed: [string, object][] = [];
  const handle = heartbeat({
    record: (_, beat) => void recorded.push(beat),
    rows: { push: (id, row) => void pushed.push([id, row]), drain: () => Promise.resolve() },
    clock: () => 1_700_000_000_000,
  });
  const once: Delivery['once'] = async (work) => {
    if (outcome === 'done') await work({} as Parameters<typeof work>[0]);
    return outcome;
  };
  const delivered = handle(
    { source: 'schedule' },
    { messageId: 'm1', orderingKey: undefined, attempt: 1, once },
  );
  return { delivered, recorded, pushed };
}

const row = { event_id: 'm1', beat_at: '2023-11-14T22:13:20.000Z', source: 'schedule' };

it('counts the beat and sends its row', async () => {
  const { delivered, recorded, pushed } = receive('done');
  await delivered;
  expect(recorded).toEqual([{ at: 1_700_000_000_000, source: 'schedule' }]);
  expect(pushed).toEqual([['m1', row]]);
});

it('sends the row of a duplicate again, under the same id, and counts nothing', async () => {
  const { delivered, recorded, pushed } = receive('duplicate');
  await delivered;
  expect(recorded).toEqual([]);
  expect(pushed).toEqual([['m1', row]]);
});

it('takes no beat without a source', () => {
  expect(schema.safeParse({}).success).toBe(false);
  expect(schema.safeParse({ source: 'schedule', more: 1 }).success).toBe(false);
});
