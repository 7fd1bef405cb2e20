import { addUp, planAggregations, type PlannedAggregation } from './aggregate.ts';
import { countQuery } from './count-query.ts';
import { databaseOf } from './document-name.ts';
import { toTimestamp } from './document.ts';
import type { Engine } from './engine.ts';
import type { Message } from './message.ts';
import { runAggregationQueryResponse, type runAggregationQueryRequest } from './messages.ts';
import { parseQuery } from './parse-query.ts';
import { queryInView } from './query-in-view.ts';
import type { Field, Query } from './query.ts';
import { bodySource, type FieldSource } from './read-field.ts';
import { invalid, Refusal } from './refusal.ts';
import type { Call } from './serve-grpc.ts';
import type { Value } from './value.ts';
import { readTimeOf, withView, type View } from './view.ts';

/** Index entries that are billed as one read. */
const ENTRIES_PER_READ = 1000;

/** Answers RunAggregationQuery with its one result. */
export async function answerAggregation(
  engine: Engine,
  request: Message<typeof runAggregationQueryRequest>,
  call: Call,
): Promise<Iterable<Buffer>> {
  const { parent, structuredAggregationQuery, explainOptions } = request;
  const { structuredQuery, aggregations } = structuredAggregationQuery ?? {};
  if (explainOptions) throw new Refusal('UNIMPLEMENTED', 'The local Firestore does not explain queries.');
  if (!structuredQuery || !aggregations) throw invalid('A query is missing.');
  const database = databaseOf(parent, 'Document parent name');
  const planned = planAggregations(aggregations);
  const fields = fieldsOf(planned);
  const query = parseQuery(parent, structuredQuery, fields);
  engine.checkIndexes(
    query,
    structuredQuery.orderBy.length,
    fields.map((field) => field.text),
  );

  return withView(engine, database, request, async (view) => {
    const { count, sources } = await collect(engine, view, query, planned, call);
    engine.billing.add(database, 'reads', Math.max(1, Math.ceil(count / ENTRIES_PER_READ)));
    const aggregateFields = planned.map((one) => ({ key: one.alias, value: resultOf(one, count, sources) }));
    const readTime = toTimestamp(readTimeOf(engine, view));
    const begun = view.begun ? { transaction: view.begun.id } : {};
    return [runAggregationQueryResponse.encode({ result: { aggregateFields }, readTime, ...begun })];
  });
}

function resultOf(one: PlannedAggregation, count: number, sources: readonly FieldSource[]): Value {
  if (one.kind !== 'count') return addUp(one.kind, one.field.path, sources);
  return { type: 'integer', value: BigInt(Math.min(count, one.upTo ?? count)) };
}

function fieldsOf(planned: readonly PlannedAggregation[]): Field[] {
  return planned.flatMap((one) => (one.kind === 'count' ? [] : one.field));
}

async function collect(
  engine: Engine,
  view: View,
  query: Query,
  planned: readonly PlannedAggregation[],
  call: Call,
): Promise<{ count: number; sources: FieldSource[] }> {
  if (fieldsOf(planned).length === 0 && !view.locking) {
    const most = planned.reduce(
      (max, one) => Math.max(max, one.kind === 'count' ? (one.upTo ?? Infinity) : 0),
      0,
    );
    const limit = Math.min(query.limit ?? Infinity, most);
    const limited = Number.isFinite(limit) ? { ...query, limit } : query;
    return { count: countQuery(engine, limited, view.snapshot), sources: [] };
  }
  const { hits } = await queryInView(engine, view, query, call);
  const sources = hits.map((hit) => bodySource(hit.body));
  return { count: sources.length, sources };
}
