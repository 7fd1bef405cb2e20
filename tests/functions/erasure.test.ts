import { expect, it } from 'vitest';
import { erasure, schema } from '../../functions/erasure.ts';

function receive() {
  const asked: string[] = [];
  const handle = erasure({
    rights: {
      continueErasure: (id) => {
        asked.push(id);
        return Promise.resolve(undefined);
      },
      continueErasures: () => {
        asked.push('all');
        return Promise.resolve({ done: 1, pending: 0, failed: 0 });
      },
    },
  });
  return { handle, asked };
}

it('the schedule goes on with every erasure, a request with its own', async () => {
  const { handle, asked } = receive();
  await handle(schema.parse({ source: 'schedule' }));
  await handle(schema.parse({ receiptId: 'r-1' }));
  expect(asked).toEqual(['all', 'r-1']);
});

it('takes nothing else', () => {
  for (const message of [{}, { source: 'me' }, { receiptId: 'a/b' }, { receiptId: 'r', source: 'schedule' }])
    expect(schema.safeParse(message).success).toBe(false);
});
