import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connect } from './connect.ts';
import { judge } from './judge.ts';
import { startService } from './start-service.ts';
import { startWriter } from './start-writer.ts';
import type { Promised } from './start-writer.ts';

const KILLS = 20;

/** Lets the services live and be killed as often as asked; answers with every promise that did not hold. */
async function crash(
  kills: number,
  when: 'durable' | 'early',
): Promise<{ broken: string[]; promised: Promised }> {
  const folder = mkdtempSync(join(tmpdir(), 'butler-crash-'));
  const writer = startWriter();
  const { promised } = writer;
  const broken: string[] = [];
  const over = (life: number) => life === kills || broken.length > 0;
  try {
    for (let life = 0, done = false; !done; life++) {
      const service = await startService(join(folder, 'butler.db'), life === 0 ? 'durable' : when);
      const clients = connect(service.hosts);
      if (life === 0) await clients.prepare();
      else broken.push(...judge({ acknowledged: [...promised.commits], ...(await clients.documents()) }));
      done = over(life);
      if (done) {
        const expected = [...promised.messages];
        const found = await clients.messages();
        broken.push(...expected.filter((text) => !found.has(text)).map((text) => `lost: message ${text}`));
      } else {
        // A different number each time, so that the end comes at different points of a batch.
        await writer.write(life, service.hosts, 20 + 7 * life);
      }
      await service.kill();
      await clients.close();
    }
  } finally {
    await writer.stop();
    rmSync(folder, { recursive: true });
  }
  return { broken, promised };
}

describe('killed under concurrent commits and publishes', () => {
  it('the local services keep all that they acknowledged, and no half commit', async () => {
    const { broken, promised } = await crash(KILLS, 'durable');
    expect(broken).toEqual([]);
    expect(promised.commits.length).toBeGreaterThan(KILLS * 8);
    expect(promised.messages.length).toBeGreaterThan(KILLS * 8);
  }, 120_000);

  it('a store that says yes before it writes is found out', async () => {
    const broken: string[] = [];
    const isLost = (what: string) => broken.some((one) => one.startsWith(`lost: ${what}`));
    // A kill finds nothing where the store, on a busy machine, had written by then.
    for (let round = 0; round < 6 && !(isLost('commit') && isLost('message')); round++)
      broken.push(...(await crash(3, 'early')).broken);
    expect([isLost('commit'), isLost('message')]).toEqual([true, true]);
  }, 120_000);
});

describe('the judge', () => {
  const counters = new Map([['w', { last: 1, total: 2 }]]);
  const acknowledged = [0, 1].map((number) => ({ writer: 'w', number }));
  const documents = ['w-0-a', 'w-0-b', 'w-1-a', 'w-1-b'];

  it('is content with what was promised', () => {
    expect(judge({ acknowledged, documents, counters })).toEqual([]);
    expect(judge({ acknowledged: acknowledged.slice(1), documents, counters })).toEqual([]);
  });

  it('sees a lost commit', () => {
    const evidence = {
      acknowledged,
      documents: documents.slice(0, 2),
      counters: new Map([['w', { last: 0, total: 1 }]]),
    };
    expect(judge(evidence)).toEqual(['lost: commit 1 of w']);
  });

  it('sees half a commit', () => {
    expect(judge({ acknowledged, documents: documents.slice(0, 3), counters })).toEqual([
      'half: w-1-a without w-1-b',
    ]);
    expect(judge({ acknowledged, documents, counters: new Map([['w', { last: 1, total: 1 }]]) })).toEqual([
      'half: the counter of w does not fit its 2 commits',
    ]);
  });
});
