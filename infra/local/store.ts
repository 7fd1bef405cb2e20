import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** One SQLite file shared by the local services. Writes that arrive together share one disk flush. */
export type Store = {
  readonly db: DatabaseSync;
  /**
   * Runs `change` now, inside the open batch, and resolves once it is on disk. If `change` throws, only its
   * own statements are undone and the promise rejects. `change` must not be asynchronous.
   */
  write<T>(change: (db: DatabaseSync) => T): Promise<T>;
  /** Resolves once everything written so far is on disk: what a reader saw is then not lost either. */
  flushed(): Promise<void>;
  /** Flushes what is pending and closes the file. */
  close(): Promise<void>;
};

/** The data file exists but cannot be used; the message is a sentence for the person who started us. */
export class StoreDamaged extends Error {}

const SLOW_FLUSH_MILLIS = 1;
const CHECKED_BYTES = 16 << 20;

/** Opens (or creates) the store at `file`; `:memory:` keeps nothing. */
export function openStore(file: string): Store {
  const db = openDatabase(file);
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const savepoint = db.prepare('SAVEPOINT one');
  const release = db.prepare('RELEASE one');
  const undo = db.prepare('ROLLBACK TO one');

  let waiting: { resolve: () => void; reject: (cause: unknown) => void }[] = [];
  let open = false;
  let joined = 0;
  let flushMillis = 0;

  function flushSoon(): void {
    // On a slow disk a flush waits until nobody joins it any more, on a fast one others need not wait.
    if (flushMillis > SLOW_FLUSH_MILLIS && waiting.length > joined) {
      joined = waiting.length;
      setImmediate(flushSoon);
      return;
    }
    const start = performance.now();
    flush();
    flushMillis = performance.now() - start;
  }

  function flush(): void {
    joined = 0;
    if (!open) return;
    const batch = waiting;
    waiting = [];
    open = false;
    try {
      commit.run();
    } catch (cause) {
      if (db.isTransaction) db.exec('ROLLBACK');
      for (const one of batch) one.reject(cause);
      return;
    }
    for (const one of batch) one.resolve();
  }

  function write<T>(change: (db: DatabaseSync) => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (!open) {
        begin.run();
        open = true;
        setImmediate(flushSoon);
      }
      savepoint.run();
      let result: T;
      try {
        result = change(db);
      } catch (cause) {
        undo.run();
        release.run();
        reject(cause instanceof Error ? cause : new Error(String(cause)));
        return;
      }
      release.run();
      waiting.push({ resolve: () => resolve(result), reject });
    });
  }

  return {
    db,
    write,
    flushed() {
      if (!open) return Promise.resolve();
      return new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
    },
    close() {
      flush();
      db.close();
      return Promise.resolve();
    },
  };
}

/** The one value that a statement answers. */
function statement(db: DatabaseSync, sql: string): unknown {
  return Object.values(db.prepare(sql).get() ?? { empty: 'ok' })[0];
}

function sizeOf(db: DatabaseSync): number {
  return Number(statement(db, 'PRAGMA page_count')) * Number(statement(db, 'PRAGMA page_size'));
}

function openDatabase(file: string): DatabaseSync {
  try {
    if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
    const db = new DatabaseSync(file);
    // FULL: a commit returns only when the write-ahead log is on the disk.
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 0');
    // 16 MB of pages in memory, and a longer log before it is copied into the file: both halve the work under load.
    db.exec('PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000; PRAGMA temp_store = MEMORY');
    // One owner per file: a second process finds it locked at start instead of corrupting our assumptions.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT');
    // Checking reads every page, which a large store would wait for at each start; there its outline has to do.
    const check = statement(
      db,
      sizeOf(db) <= CHECKED_BYTES ? 'PRAGMA quick_check(1)' : "SELECT 'ok' FROM sqlite_schema",
    );
    if (check !== 'ok') throw new Error(String(check));
    return db;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const sentence = reason.includes('locked')
      ? `The data in ${file} is in use by another Butler; stop that one or set BUTLER_DATA to another folder.`
      : `The data file ${file} cannot be read (${reason}); restore it from a copy or move it away to start anew.`;
    throw new StoreDamaged(sentence, { cause });
  }
}
