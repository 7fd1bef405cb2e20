import { Refusal, invalid } from './refusal.ts';
import { toMicros, type Micros, type Timestamp } from './document.ts';
import type { DocumentRow } from './document-store.ts';

/** What the document of a name was until `until`; no row: it did not exist. */
export type Version = { name: string; row: DocumentRow | undefined; until: Micros };

/** The recent past, from which reads at a time and read-only transactions are answered. */
export type History = {
  record(database: string, versions: readonly Version[]): void;
  /** The document as it was at `time`, or 'current' when it has not changed since. */
  at(database: string, name: string, time: Micros): Version | 'current';
  /** When a document that is missing was deleted, as far as that is remembered. */
  deletedAt(database: string, name: string): Micros | undefined;
  /** What has changed since `time`, each as it was then, by document name. */
  since(database: string, time: Micros): Map<string, Version>;
  /** The time to read at; refuses what is older than what is kept, and the future. */
  checkReadTime(database: string, time: Timestamp): Micros;
};

const BYTES_LIMIT = 8 << 20;
const VERSION_OVERHEAD = 300;

/**
 * Keeps what was overwritten for `keepMs`, and as long as an open snapshot needs it. Beyond 8 MB only snapshots
 * keep more: memory matters more here than reading far back.
 */
export function createHistory(
  keepMs: number,
  now: () => Micros,
  readTime: (database: string) => Micros,
  oldestSnapshot: () => Micros | undefined,
): History {
  const logs = new Map<string, { versions: Version[]; bytes: number; from: Micros }>();
  const started = now();

  function logOf(database: string) {
    let log = logs.get(database);
    if (!log) logs.set(database, (log = { versions: [], bytes: 0, from: started }));
    return log;
  }

  function trim(database: string): void {
    const log = logOf(database);
    const wanted = now() - keepMs * 1000;
    const needed = oldestSnapshot() ?? Infinity;
    let gone = 0;
    for (const version of log.versions) {
      const old = version.until <= wanted || log.bytes > BYTES_LIMIT;
      if (!old || version.until > needed) break;
      log.bytes -= sizeOf(version);
      log.from = version.until;
      gone += 1;
    }
    if (gone > 0) log.versions.splice(0, gone);
  }

  function since(database: string, time: Micros): Map<string, Version> {
    const changed = new Map<string, Version>();
    const { versions } = logOf(database);
    for (let i = versions.length - 1; i >= 0; i--) {
      const version = versions[i];
      if (!version || version.until <= time) break;
      changed.set(version.name, version);
    }
    return changed;
  }

  return {
    record(database, added) {
      const log = logOf(database);
      for (const version of added) {
        log.versions.push(version);
        log.bytes += sizeOf(version);
      }
      // Trimming moves the whole log, so it is done in large steps.
      if (log.bytes > BYTES_LIMIT * 1.25 || log.versions.length % 1024 === 0) trim(database);
    },
    at(database, name, time) {
      const { versions } = logOf(database);
      let found: Version | 'current' = 'current';
      for (let i = versions.length - 1; i >= 0; i--) {
        const version = versions[i];
        if (!version || version.until <= time) break;
        if (version.name === name) found = version;
      }
      return found;
    },
    deletedAt: (database, name) =>
      logOf(database).versions.findLast((version) => version.name === name)?.until,
    since,
    checkReadTime(database, timestamp) {
      if (timestamp.nanos % 1000 !== 0)
        throw invalid('timestamp cannot have more than microseconds precision');
      const time = toMicros(timestamp);
      if (time > readTime(database)) throw invalid("The requested 'read_time' cannot be in the future.");
      trim(database);
      if (time < logOf(database).from) {
        throw new Refusal('FAILED_PRECONDITION', "The requested 'read_time' is too old.");
      }
      return time;
    },
  };
}

function sizeOf(version: Version): number {
  return VERSION_OVERHEAD + (version.row?.body.length ?? 0);
}
