import type { DatabaseSync } from 'node:sqlite';
import type { Catalog } from './catalog.ts';
import type { Micros } from './document.ts';

/** Each database's own time, which no two commits share and which never goes back, restarts included. */
export type Clock = {
  /** A time at which everything committed so far is visible and nothing later will be. */
  readTime(database: string): Micros;
  /** The time of a commit that is being written. */
  commitTime(database: string): Micros;
};

export function openClock(db: DatabaseSync, catalog: Catalog, now: () => number): Clock {
  const select = db.prepare('SELECT clock FROM firestore_databases WHERE id = ?');
  const update = db.prepare('UPDATE firestore_databases SET clock = ? WHERE id = ?');
  const last = new Map<string, Micros>();

  function lastOf(database: string): Micros {
    return last.get(database) ?? Number(select.get(catalog.database(database))?.['clock'] ?? 0);
  }

  return {
    readTime(database) {
      const time = Math.max(Math.floor(now() * 1000), lastOf(database));
      last.set(database, time);
      return time;
    },
    commitTime(database) {
      const time = Math.max(Math.floor(now() * 1000), lastOf(database) + 1);
      last.set(database, time);
      update.run(time, catalog.database(database));
      return time;
    },
  };
}
