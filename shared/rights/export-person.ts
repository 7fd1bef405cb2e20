import type { DocumentSnapshot, Firestore } from '@google-cloud/firestore';
import { AppError } from '../platform/errors.ts';
import { profileRef } from '../profile/index.ts';
import { elsewhere, plainValue, quotaRefs, walkPerson } from './store.ts';

/**
 * Everything of a person as the pieces of one JSON document, a stored document at a time; not_found before the first
 * piece where there is nobody. Histories that are still being merged into theirs are in it too.
 */
export async function* exportPerson(
  firestore: Firestore,
  userId: string,
  now: number,
): AsyncGenerator<string, void, undefined> {
  const profile = await profileRef(firestore, userId).get();
  if (!profile.exists) throw new AppError('not_found', 'There is no such person.');
  const { identities, merged } = elsewhere(firestore, userId);
  const linked = (await identities.get()).docs;
  const budgets = await firestore.getAll(...quotaRefs(firestore, userId));
  const others = new Set([...linked, ...(await merged.get()).docs].map(({ id }) => id));

  const head = {
    userId,
    exportedAt: new Date(now).toISOString(),
    identities: linked.map((identity) => ({ identity: identity.id, ...fieldsOf(identity) })),
    budgets: budgets.filter(({ exists }) => exists).map((budget) => ({ id: budget.id, ...fieldsOf(budget) })),
  };
  yield `${JSON.stringify(head).slice(0, -1)},"documents":[`;
  let separator = '\n';
  for (const person of [userId, ...others]) {
    for await (const document of walkPerson(firestore, person)) {
      yield separator + JSON.stringify({ path: document.ref.path, ...fieldsAndTimes(document) });
      separator = ',\n';
    }
  }
  yield '\n]}\n';
}

function fieldsAndTimes(document: DocumentSnapshot) {
  return {
    createdAt: document.createTime?.toDate().toISOString(),
    updatedAt: document.updateTime?.toDate().toISOString(),
    fields: fieldsOf(document),
  };
}

function fieldsOf(document: DocumentSnapshot): object {
  return plainValue(document.data() ?? {}) as object;
}
