import type { Firestore } from '@google-cloud/firestore';
import { createPeople, type People } from '../../../shared/person/index.ts';

/** Makes a person with something of everything that is kept, and a linked Telegram account. */
export async function livePerson(
  firestore: Firestore,
  userId: string,
  { archive = 3, account = `telegram:${userId}-1` }: { archive?: number; account?: string } = {},
): Promise<People> {
  const people = createPeople({ firestore: () => Promise.resolve(firestore) });
  await people.meet(userId, { receivedAt: Date.now(), hints: { name: userId } });
  const user = firestore.doc(`users/${userId}`);
  const writer = firestore.bulkWriter();
  void writer.set(user.collection('conversations').doc('main'), {
    events: [{ content: userId }],
    updatedAt: 1,
  });
  for (let i = 0; i < archive; i++)
    void writer.set(user.collection('archive').doc(`main~${i}`), {
      content: `${userId} said ${i}`,
      expireAt: new Date(5_000_000_000_000),
    });
  void writer.set(user.collection('recall').doc('s1'), { body: Buffer.from('abc') });
  void writer.set(user.collection('outbox').doc('17'), { answer: 'yes' });
  void writer.set(user.collection('plans').doc('p').collection('deep').doc('d'), { deep: true });
  void writer.set(firestore.doc(`identities/${account}`), {
    userId,
    linkedAt: 5,
    code: 'X',
    jobId: `link-${userId}`,
  });
  void writer.set(firestore.doc(`users/${account}`), { mergedInto: userId });
  void writer.set(firestore.doc(`users/${account}/archive/left`), { content: `${userId} from before` });
  void writer.set(firestore.doc(`linkCodes/CODE-${userId}`), { userId });
  void writer.set(firestore.doc(`quotas/${userId}`), { turns: 3 });
  void writer.set(firestore.doc(`quotas/${account}~link`), { wrong: 3 });
  void writer.set(firestore.doc(`jobs/link-${userId}`), { kind: 'link-people', userId });
  await writer.close();
  return people;
}

/** Paths of all documents there are, without marks and receipts. */
export async function everything(firestore: Firestore): Promise<string[]> {
  const { docs } = await firestore.collectionGroup('').select().get();
  return docs.map(({ ref }) => ref.path).filter((path) => !/^(erasures|jobs\/receipt)/.test(path));
}
