import { databaseOf } from './document-name.ts';
import { toTimestamp, type StoredDocument } from './document.ts';
import type { Engine } from './engine.ts';
import type { Message } from './message.ts';
import { runQueryResponse, type runQueryRequest } from './messages.ts';
import { parseQuery } from './parse-query.ts';
import { project } from './project.ts';
import { queryInView } from './query-in-view.ts';
import { invalid, Refusal } from './refusal.ts';
import type { Call } from './serve-grpc.ts';
import { readTimeOf, withView } from './view.ts';

/** Answers RunQuery: one response for each document, the last of them saying that it is. */
export async function answerQuery(
  engine: Engine,
  request: Message<typeof runQueryRequest>,
  call: Call,
): Promise<Iterable<Buffer>> {
  const { parent, structuredQuery, explainOptions } = request;
  if (explainOptions) throw new Refusal('UNIMPLEMENTED', 'The local Firestore does not explain queries.');
  if (!structuredQuery) throw invalid('A query is missing.');
  const database = databaseOf(parent, 'Document parent name');
  const query = parseQuery(parent, structuredQuery);
  engine.checkIndexes(query, structuredQuery.orderBy.length, []);
  return withView(engine, database, request, async (view) => {
    const { hits, skipped } = await queryInView(engine, view, query, call);
    engine.billing.add(database, 'reads', Math.max(1, hits.length + skipped));
    const readTime = toTimestamp(readTimeOf(engine, view));
    const begun = view.begun ? { transaction: view.begun.id } : {};
    return respond(hits, query.projection, skipped, readTime, begun);
  });
}

function* respond(
  hits: readonly StoredDocument[],
  projection: (readonly string[])[] | undefined,
  skippedResults: number,
  readTime: { seconds: number; nanos: number },
  begun: { transaction?: Uint8Array },
): Generator<Buffer> {
  if (hits.length === 0) yield runQueryResponse.encode({ ...begun, readTime, skippedResults, done: true });
  for (const [i, hit] of hits.entries()) {
    const first = i === 0 ? { ...begun, skippedResults } : {};
    const last = i === hits.length - 1 ? { done: true } : {};
    yield runQueryResponse.encode({ ...first, document: project(hit, projection), readTime, ...last });
  }
}
