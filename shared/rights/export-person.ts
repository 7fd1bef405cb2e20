import type { DocumentSnapshot, Firestore } from '@google-cloud/firestore';
import { AppError } from '../platform/errors.ts';
import { profileRef } from '../profile/index.ts';
import { elsewhere, plainValue, quotaRefs, readDescendants } from './store.ts';

/** Documents read at once: few of large ones, for an export is read as slowly as its reader likes. */
const leastPage = 10;
const mostPage = 40;
const pageChars = 2_000_000;

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
    for await (const piece of pieces(firestore, person)) {
      yield separator + piece;
      separator = ',\n';
    }
  }
  yield '\n]}\n';
}

/** Every document of a person as JSON, their own first. */
async function* pieces(firestore: Firestore, userId: string): AsyncGenerator<string, void, undefined> {
  const own = await profileRef(firestore, userId).get();
  if (own.exists) yield pieceOf(own);
  let limit = leastPage;
  let after: string | undefined;
  for (;;) {
    const page = await readDescendants(firestore, userId, { limit, after });
    let chars = 0;
    for (const document of page) {
      const piece = pieceOf(document);
      chars += piece.length;
      yield piece;
    }
    after = page.at(-1)?.ref.path;
    if (page.length < limit) return;
    limit = Math.min(mostPage, Math.max(leastPage, Math.floor((limit * pageChars) / chars)));
  }
}

function pieceOf(document: DocumentSnapshot): string {
  return JSON.stringify({ path: document.ref.path, ...fieldsAndTimes(document) });
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
