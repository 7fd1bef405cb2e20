import { AggregateField } from '@google-cloud/firestore';
import type {
  AggregateQuery,
  AggregateSpec,
  CollectionReference,
  DocumentReference,
  DocumentSnapshot,
  Firestore,
  Query as ClientQuery,
  Timestamp,
  Transaction,
  WriteResult,
} from '@google-cloud/firestore';
import { status } from '@grpc/grpc-js';
import { buildQuery, fieldPath } from './build-query.ts';
import { describeData } from './describe-data.ts';
import { documentIds } from './sequence.ts';
import type { Read, Step } from './sequence.ts';
import { writeTo } from './write-fields.ts';

const ABORTED: ReadonlySet<number> = new Set([status.ABORTED]);

const everything: Read[] = [
  { do: 'getAll', docs: documentIds },
  { do: 'query', query: { from: 'group', orderBy: [], cursors: [] } },
  { do: 'listDocuments', from: 'top' },
];

/** Runs the steps below the collection `id`, reads all there is, and says what each came to in words that two Firestores share. */
export async function runSequence(
  firestore: Firestore,
  id: string,
  steps: readonly Step[],
): Promise<unknown[]> {
  const world = new World(firestore.collection(id));
  const outcomes: unknown[] = [];
  for (const step of [...steps, ...everything]) outcomes.push(await outcomeOf(() => world.run(step)));
  return outcomes;
}

/** Messages may differ, codes not. What the client itself refuses has no code. */
async function outcomeOf(act: () => Promise<unknown>): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'refused by the client';
    return { error: code };
  }
}

type Reader = {
  document(ref: DocumentReference): Promise<DocumentSnapshot>;
  documents(
    refs: DocumentReference[],
    mask: ReturnType<typeof fieldPath>[] | undefined,
  ): Promise<DocumentSnapshot[]>;
  query(query: ClientQuery): Promise<{ docs: DocumentSnapshot[] }>;
  aggregate(query: AggregateQuery<AggregateSpec>): Promise<{ data(): object }>;
};

class World {
  readonly root: CollectionReference;
  readonly sub: string;
  /** Server times in the order of their first appearance: their values differ, the order must not. */
  readonly times: Timestamp[] = [];

  constructor(root: CollectionReference) {
    this.root = root;
    this.sub = `sub-${root.id}`;
  }

  async run(step: Step): Promise<unknown> {
    const { firestore } = this.root;
    switch (step.do) {
      case 'batch':
      case 'set':
      case 'create':
      case 'merge':
      case 'mergeFields':
      case 'update':
      case 'delete': {
        const batch = firestore.batch();
        for (const write of 'writes' in step ? step.writes : [step]) {
          writeTo(batch, this.doc(write.doc), write, this.root, this.times);
        }
        return this.written(await batch.commit());
      }
      case 'bulk': {
        const writer = firestore.bulkWriter({ throttling: false });
        // Google's emulator aborts a write that meets a lock which is just being freed.
        writer.onWriteError(({ code, failedAttempts }) => ABORTED.has(code) && failedAttempts < 10);
        const results = step.writes.map((write) =>
          outcomeOf(async () => {
            // A bulk writer that refuses a write never closes; a batch refuses the same without harm.
            writeTo(firestore.batch(), this.doc(write.doc), write, this.root, this.times);
            await writeTo(writer, this.doc(write.doc), write, this.root, this.times);
            return 'written';
          }),
        );
        await writer.close();
        return Promise.all(results);
      }
      case 'transaction':
        return firestore.runTransaction((transaction) => this.transact(transaction, step), {
          maxAttempts: 1,
        });
      case 'recursiveDelete':
        return firestore.recursiveDelete(this.doc(step.doc));
      default:
        return this.read(step, outside(firestore));
    }
  }

  private async transact(
    transaction: Transaction,
    step: Extract<Step, { do: 'transaction' }>,
  ): Promise<unknown> {
    // A query that is refused as the first of a transaction leaves Google's emulator locked for a minute.
    const seen: unknown[] = [this.found(await transaction.get(this.doc('a')))];
    for (const read of step.reads) seen.push(await this.read(read, inside(transaction)));
    for (const write of step.writes) writeTo(transaction, this.doc(write.doc), write, this.root, this.times);
    if (step.fails) throw new Error('the transaction changes its mind');
    return seen;
  }

  private async read(read: Read, reader: Reader): Promise<unknown> {
    switch (read.do) {
      case 'get':
        return this.found(await reader.document(this.doc(read.doc)));
      case 'getAll': {
        const all = await reader.documents(
          read.docs.map((id) => this.doc(id)),
          read.mask?.map(fieldPath),
        );
        return all.map((one) => this.found(one));
      }
      case 'query': {
        const { docs } = await reader.query(await buildQuery(read.query, this));
        return docs.map((one) => this.found(one));
      }
      case 'aggregate': {
        const query = await buildQuery(read.query, this);
        const sums = read.sum.map((field) => [`sum ${field}`, AggregateField.sum(field)] as const);
        const means = read.average.map(
          (field) => [`average ${field}`, AggregateField.average(field)] as const,
        );
        const fields = Object.fromEntries([['count', AggregateField.count()], ...sums, ...means]);
        return describeData((await reader.aggregate(query.aggregate(fields))).data());
      }
      case 'listDocuments': {
        const from = read.from === 'top' ? this.root : this.doc('a').collection(this.sub);
        return (await from.listDocuments()).map((one) => one.path);
      }
      case 'listCollections':
        return (await this.doc(read.doc).listCollections()).map((one) => one.path);
    }
  }

  snapshot(doc: string): Promise<DocumentSnapshot> {
    return this.doc(doc).get();
  }

  private doc(path: string): DocumentReference {
    const [top = '', , below] = path.split('/');
    return below === undefined ? this.root.doc(top) : this.root.doc(top).collection(this.sub).doc(below);
  }

  private written(results: WriteResult[]): string[] {
    return results.map((one) => this.time(one.writeTime));
  }

  private found(one: DocumentSnapshot): unknown {
    const { createTime, updateTime } = one;
    if (!createTime || !updateTime) return [one.ref.path, 'missing'];
    return [one.ref.path, this.time(createTime), this.time(updateTime), describeData(one.data())];
  }

  private time(time: Timestamp): string {
    const known = this.times.findIndex((one) => one.isEqual(time));
    return `t${known < 0 ? this.times.push(time) - 1 : known}`;
  }
}

const outside = (firestore: Firestore): Reader => ({
  document: (ref) => ref.get(),
  documents: (refs, mask) => firestore.getAll(...refs, ...(mask ? [{ fieldMask: mask }] : [])),
  query: (query) => query.get(),
  aggregate: (query) => query.get(),
});

const inside = (transaction: Transaction): Reader => ({
  document: (ref) => transaction.get(ref),
  documents: (refs, mask) => transaction.getAll(...refs, ...(mask ? [{ fieldMask: mask }] : [])),
  query: (query) => transaction.get(query),
  aggregate: (query) => transaction.get(query),
});
