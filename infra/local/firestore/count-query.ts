import type { Micros } from './document.ts';
import type { Engine } from './engine.ts';
import { collectionsOf, planFor } from './read-collection.ts';
import { readsOrders } from './plan-query.ts';
import type { Query } from './query.ts';
import { ALL_IDS } from './read-collection.ts';
import { runQuery } from './run-query.ts';

/** How many documents a query finds, told by entries alone where they can. */
export function countQuery(engine: Engine, query: Query, snapshot: Micros | undefined): number {
  return countEntries(engine, query, snapshot) ?? runQuery(engine, query, snapshot).hits.length;
}

function countEntries(engine: Engine, query: Query, snapshot: Micros | undefined): number | undefined {
  const { scope, limit = Infinity, offset } = query;
  if (query.start || query.end) return undefined;
  if (snapshot !== undefined && engine.history.since(scope.database, snapshot).size > 0) return undefined;
  let count = 0;
  for (const collection of collectionsOf(engine, query)) {
    const plan = planFor(engine, query, collection);
    if (!plan) continue;
    if ((plan.spans && plan.spans.length !== 1) || plan.residual.length > 0 || readsOrders(plan))
      return undefined;
    const most = Number.isFinite(limit) ? offset + limit : -1;
    const span = plan.spans?.[0];
    const reading = {
      collection: collection.number,
      plan,
      span,
      ids: ALL_IDS,
      from: undefined,
      to: undefined,
      limit: most,
    };
    count += engine.scan.count(reading);
  }
  return Math.max(0, Math.min(limit, count - offset));
}
