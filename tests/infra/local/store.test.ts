import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore, StoreDamaged } from '../../../infra/local/store.ts';

const freshFile = () => join(mkdtempSync(join(tmpdir(), 'butler-store-')), 'butler.db');

describe('the local store', () => {
  it('undoes only the change that throws', async () => {
    const store = openStore(':memory:');
    await store.write((db) => db.exec('CREATE TABLE t (n INTEGER)'));
    const results = await Promise.allSettled([
      store.write((db) => db.exec('INSERT INTO t VALUES (1)')),
      store.write((db) => {
        db.exec('INSERT INTO t VALUES (2)');
        throw new Error('no');
      }),
      store.write((db) => db.exec('INSERT INTO t VALUES (3)')),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(store.db.prepare('SELECT n FROM t ORDER BY n').all()).toEqual([{ n: 1 }, { n: 3 }]);
    await store.close();
  });

  it('is flushed once what was written so far is on disk', async () => {
    const store = openStore(freshFile());
    const order: string[] = [];
    const written = store
      .write((db) => db.exec('CREATE TABLE t (n INTEGER)'))
      .then(() => order.push('written'));
    const flushed = store.flushed().then(() => order.push('flushed'));
    await Promise.all([written, flushed]);
    expect(order).toEqual(['written', 'flushed']);
    await expect(store.flushed()).resolves.toBeUndefined();
    await store.close();
  });

  it('finds what was written when it is opened again', async () => {
    const file = freshFile();
    const first = openStore(file);
    await first.write((db) => db.exec('CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (7)'));
    await first.close();
    const second = openStore(file);
    expect(second.db.prepare('SELECT n FROM t').get()).toEqual({ n: 7 });
    await second.close();
  });

  it('says in a sentence that the file is in use', async () => {
    const file = freshFile();
    const first = openStore(file);
    expect(() => openStore(file)).toThrow(/in use by another Butler/);
    await first.close();
  });

  it('says in a sentence that the file is damaged', () => {
    const file = freshFile();
    writeFileSync(file, 'this is no database, and it is long enough to have a header of its own'.repeat(20));
    expect(() => openStore(file)).toThrow(StoreDamaged);
    expect(() => openStore(file)).toThrow(/cannot be read/);
  });
});
