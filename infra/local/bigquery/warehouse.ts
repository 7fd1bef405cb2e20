import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { DuckDBConnection } from '@duckdb/node-api';
import { StoreDamaged } from '../store.ts';
import { macroStatements } from './sql/macros.ts';

/** The DuckDB file: many readers, one writer at a time. */
export type Warehouse = {
  /** Lends a connection for reading. */
  read<T>(use: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /**
   * Runs `change` after the writes before it, in a transaction that is on disk when the promise resolves;
   * `onCommit` runs before any later write.
   */
  write<T>(change: (connection: DuckDBConnection) => Promise<T>, onCommit?: () => void): Promise<T>;
  close(): Promise<void>;
};

// More queries than this at once only take memory from each other.
const maxReaders = 4;

// A query must reach no file but this one.
const lockDown = [`SET GLOBAL enable_external_access = false`, `SET GLOBAL lock_configuration = true`];

/** Opens (or creates) the DuckDB file at `file`; `:memory:` keeps nothing. */
export async function openWarehouse(file: string): Promise<Warehouse> {
  const instance = await openInstance(file);
  const writer = await instance.connect();
  const idle: DuckDBConnection[] = [];
  const busy = new Map<DuckDBConnection, Promise<unknown>>();
  const waiting: ((connection: DuckDBConnection) => void)[] = [];
  let readers = 0;
  let tail: Promise<unknown> = Promise.resolve();

  async function borrow(): Promise<DuckDBConnection> {
    const free = idle.pop();
    if (free) return free;
    if (readers < maxReaders) {
      readers += 1;
      return instance.connect();
    }
    return new Promise((resolve) => waiting.push(resolve));
  }

  function giveBack(connection: DuckDBConnection): void {
    const next = waiting.shift();
    if (next) next(connection);
    else idle.push(connection);
  }

  async function transact<T>(
    change: (connection: DuckDBConnection) => Promise<T>,
    onCommit?: () => void,
  ): Promise<T> {
    await writer.run('BEGIN');
    try {
      const result = await change(writer);
      await writer.run('COMMIT');
      onCommit?.();
      return result;
    } catch (cause) {
      // A commit that fails has already ended the transaction.
      await writer.run('ROLLBACK').catch(() => undefined);
      throw cause;
    }
  }

  return {
    async read(use) {
      const connection = await borrow();
      const reading = use(connection);
      busy.set(connection, reading);
      try {
        return await reading;
      } finally {
        busy.delete(connection);
        giveBack(connection);
      }
    },
    write(change, onCommit) {
      const result = tail.then(() => transact(change, onCommit));
      tail = result.catch(() => undefined);
      return result;
    },
    async close() {
      await tail;
      for (const connection of busy.keys()) connection.interrupt();
      await Promise.allSettled(busy.values());
      for (const connection of idle) connection.closeSync();
      writer.closeSync();
      instance.closeSync();
      openFiles.delete(resolve(file));
    },
  };
}

// DuckDB's lock keeps other processes out, but not this one.
const openFiles = new Set<string>();

async function openInstance(file: string): Promise<DuckDBInstance> {
  const path = resolve(file);
  if (openFiles.has(path)) throw inUse(file);
  if (file !== ':memory:') {
    mkdirSync(dirname(file), { recursive: true });
    openFiles.add(path);
  }
  try {
    const instance = await DuckDBInstance.create(file, {
      memory_limit: '512MB',
      threads: '2',
      // What does not fit in memory goes beside the file; data that is not kept stays in memory.
      temp_directory: file === ':memory:' ? '' : `${file}.tmp`,
      max_temp_directory_size: '8GB',
      // Everything needed is built in; nothing may be fetched.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    const setUp = [`SET GLOBAL TimeZone = 'UTC'`, ...macroStatements, ...lockDown];
    await connection.run(setUp.join(';\n'));
    connection.closeSync();
    return instance;
  } catch (cause) {
    openFiles.delete(path);
    if (/set lock on file/.test(String(cause))) throw inUse(file, cause);
    throw damaged(file, cause);
  }
}

/** The refusal of a file that cannot be used. */
export function damaged(file: string, cause: unknown): StoreDamaged {
  const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
  return new StoreDamaged(
    `The data file ${file} cannot be read (${reason}); restore it from a copy or move it away to start anew.`,
    { cause },
  );
}

const inUse = (file: string, cause?: unknown) =>
  new StoreDamaged(
    `The data in ${file} is in use by another Butler; stop that one or set BUTLER_DATA to another folder.`,
    { cause },
  );
