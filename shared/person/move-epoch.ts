import type { DocumentReference, Transaction } from '@google-cloud/firestore';

/** How many windows go into one transaction. */
const pageSize = 200;

/** Some windows of a person, read in a transaction. */
export type WindowPage = {
  /** Writes the epoch to those that have an older one. */
  tell: (epoch: number) => void;
  /** Where the next page begins, if there is one. */
  next: string | undefined;
};

/** Reads a page of the person's windows, to tell them a new epoch in the same transaction. */
export async function readWindows(
  transaction: Transaction,
  person: DocumentReference,
  after?: string,
): Promise<WindowPage> {
  const ordered = person.collection('conversations').select('epoch').orderBy('__name__').limit(pageSize);
  const { docs } = await transaction.get(after === undefined ? ordered : ordered.startAfter(after));
  return {
    tell(epoch) {
      for (const doc of docs) {
        const known: unknown = doc.get('epoch');
        if (typeof known !== 'number' || known < epoch) transaction.update(doc.ref, { epoch });
      }
    },
    next: docs.length < pageSize ? undefined : docs.at(-1)?.id,
  };
}
