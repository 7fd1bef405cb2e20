/** Document reads, writes and deletes as Firestore bills them. */
export type Counts = { reads: number; writes: number; deletes: number };

export type Billing = {
  add(database: string, kind: keyof Counts, count: number): void;
  counts(database?: string): Counts;
  /** Starts again from zero; answers what had been counted. */
  reset(database?: string): Counts;
};

export function createBilling(): Billing {
  const byDatabase = new Map<string, Counts>();

  function counts(database?: string): Counts {
    const sum = { reads: 0, writes: 0, deletes: 0 };
    for (const [name, one] of byDatabase) {
      if (database !== undefined && name !== database) continue;
      sum.reads += one.reads;
      sum.writes += one.writes;
      sum.deletes += one.deletes;
    }
    return sum;
  }

  return {
    add(database, kind, count) {
      let own = byDatabase.get(database);
      if (!own) byDatabase.set(database, (own = { reads: 0, writes: 0, deletes: 0 }));
      own[kind] += count;
    },
    counts,
    reset(database) {
      const before = counts(database);
      if (database === undefined) byDatabase.clear();
      else byDatabase.delete(database);
      return before;
    },
  };
}
