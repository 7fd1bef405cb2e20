import { KEY_LIMIT } from './encode-key.ts';
import { containsField, cutKey, type KeptEntries } from './index-entries.ts';
import { NAME, type Filter, type Leaf, type Order, type Query } from './query.ts';

/** A run of index entries of one field. */
export type Span = { field: string; low: Buffer; lowOpen: boolean; high: Buffer; highOpen: boolean };

/** An entry that a document must have besides. */
export type Probe = { field: string; key: Buffer };

/** How the documents of one collection are found. */
export type Plan = {
  /** Runs of entries to read; none: the documents themselves, by name. */
  spans: Span[] | undefined;
  descending: boolean;
  probes: Probe[];
  /** What the spans and probes do not already assure. */
  residual: Filter[];
  /** Orders that still need comparing; those on fields with one value are settled. */
  orders: Order[];
  /** How many of these orders each span already follows. */
  ordered: number;
};

/** Counts the entries in spans, but no further than the limit. */
export type Estimate = (spans: readonly Span[], limit: number) => number;

/** Beyond this many documents, sorting what a filter finds costs more than following an order. */
const SMALL = 1000;

/** What reading and judging a document costs, in entries looked at. */
const DOCUMENT_COST = 4;

type Choice = { spans: Span[]; covers: Leaf | undefined };

/** Chooses the reading of fewest documents that this collection group's entries allow. */
export function planQuery(
  query: Query,
  kind: string,
  kept: KeptEntries,
  estimate: Estimate,
): Plan | undefined {
  const conjuncts = conjunctsOf(query.filter);
  if (conjuncts.some(isEmpty)) return undefined;
  const settled = new Set(
    conjuncts.flatMap((one) => (one.kind === 'equal' && one.keys.length === 1 ? one.field.text : [])),
  );
  const orders = query.orders.filter((order) => !settled.has(order.field.text));
  const first = orders[0];
  const byName = first === undefined || first.field.text === NAME;

  const choices = conjuncts.flatMap((one) => spansOf(one, kind, kept) ?? []);
  const following = byName ? undefined : followOrder(first, conjuncts, kind, kept);
  const best = pickBest(choices, estimate, byName || !following);
  if (best && (byName || !following || !isOrderCheaper(best, following, query, estimate))) {
    return finish(best, conjuncts, kind, kept, {
      descending: first?.descending ?? false,
      orders,
      ordered: byName && best.spans.every(isPoint) ? 1 : 0,
    });
  }
  if (following && first) {
    const tie = orders[1];
    const complete = orders.length === 2 && tie?.field.text === NAME && tie.descending === first.descending;
    return finish(following, conjuncts, kind, kept, {
      descending: first.descending,
      orders,
      ordered: complete ? 2 : 1,
    });
  }
  return {
    spans: undefined,
    descending: byName && (first?.descending ?? false),
    probes: [],
    residual: conjuncts,
    orders,
    ordered: byName ? 1 : 0,
  };
}

/**
 * Following the order reads as many entries as it takes to find enough that pass the filter; the filter's own entries
 * mean reading every document that passes, and sorting them.
 */
function isOrderCheaper(best: Choice, following: Choice, query: Query, estimate: Estimate): boolean {
  if (query.limit === undefined) return false;
  const need = query.offset + query.limit;
  const passing = estimate(best.spans, SMALL);
  if (passing >= SMALL) return true;
  if (passing <= 2 * need) return false;
  const most = Math.min(Math.floor((DOCUMENT_COST * passing * passing) / need), 4 * SMALL);
  return estimate(following.spans, most + 1) <= most;
}

function finish(
  choice: Choice,
  conjuncts: readonly Filter[],
  kind: string,
  kept: KeptEntries,
  rest: Pick<Plan, 'descending' | 'orders' | 'ordered'>,
): Plan {
  const probes: Probe[] = [];
  const residual: Filter[] = [];
  for (const one of conjuncts) {
    if (one === choice.covers && choice.spans.every(isExact)) continue;
    const probe = one === choice.covers ? undefined : probeOf(one, kind, kept);
    if (probe) probes.push(probe);
    if (!probe || probe.key.length >= KEY_LIMIT) residual.push(one);
  }
  return { spans: choice.spans, probes, residual, ...rest };
}

function probeOf(filter: Filter, kind: string, kept: KeptEntries): Probe | undefined {
  const found = spansOf(filter, kind, kept);
  const [span] = found?.spans ?? [];
  return found?.spans.length === 1 && span && isPoint(span)
    ? { field: span.field, key: span.low }
    : undefined;
}

function pickBest(choices: readonly Choice[], estimate: Estimate, givesOrder: boolean): Choice | undefined {
  if (choices.length <= 1 && givesOrder) return choices[0];
  let best: { choice: Choice; count: number } | undefined;
  for (const choice of choices) {
    const count = estimate(choice.spans, SMALL);
    // Of equally large ones a point is better than a range: it is in the order of names.
    if (!best || count < best.count) best = { choice, count };
  }
  return best?.choice;
}

function followOrder(
  first: Order,
  conjuncts: readonly Filter[],
  kind: string,
  kept: KeptEntries,
): Choice | undefined {
  if (!kept(kind, first.field.text).order) return undefined;
  const range = conjuncts.find((one) => one.kind === 'range' && one.field.text === first.field.text);
  const spans = range && spansOf(range, kind, kept);
  if (spans) return spans;
  const everything = {
    field: first.field.text,
    low: Buffer.of(0),
    lowOpen: false,
    high: Buffer.of(0xff),
    highOpen: true,
  };
  return { spans: [everything], covers: undefined };
}

/** The filters of which every one must pass. */
export function conjunctsOf(filter: Filter | undefined): Filter[] {
  if (!filter) return [];
  const transparent = filter.kind === 'and' || (filter.kind === 'or' && filter.filters.length <= 1);
  return transparent ? filter.filters.flatMap(conjunctsOf) : [filter];
}

function isEmpty(filter: Filter): boolean {
  return (
    filter.kind === 'never' ||
    ((filter.kind === 'equal' || filter.kind === 'contains') && filter.keys.length === 0)
  );
}

/** Runs of entries that hold every document which passes the filter, whichever may be the best. */
export function spansWithin(filter: Filter | undefined, kind: string, kept: KeptEntries): Span[] | undefined {
  return filter && spansOf(filter, kind, kept)?.spans;
}

/** The runs of entries that hold every document which passes the filter, if entries can tell. */
function spansOf(filter: Filter, kind: string, kept: KeptEntries): Choice | undefined {
  if ('filters' in filter) return spansOfAll(filter.kind, filter.filters, kind, kept);
  if (filter.field.text === NAME) return undefined;
  const keeps = kept(kind, filter.field.text);
  const field = filter.kind === 'contains' ? containsField(filter.field.text) : filter.field.text;
  if (filter.kind === 'contains' ? !keeps.contains : !keeps.order) return undefined;
  if (filter.kind === 'equal' || filter.kind === 'contains') {
    const keys = new Map(filter.keys.map((key) => [key.toString('latin1'), cutKey(key)]));
    return { spans: [...keys.values()].map((key) => pointSpan(field, key)), covers: filter };
  }
  if (filter.kind !== 'range') return undefined;
  const { low, lowOpen, high, highOpen } = filter;
  const span = {
    field,
    low: cutKey(low),
    lowOpen: lowOpen && low.length < KEY_LIMIT,
    high: cutKey(high),
    highOpen: highOpen && high.length < KEY_LIMIT,
  };
  return { spans: [span], covers: filter };
}

function spansOfAll(
  combination: 'and' | 'or',
  filters: readonly Filter[],
  kind: string,
  kept: KeptEntries,
): Choice | undefined {
  const possible = combination === 'or' ? filters.filter((one) => !isEmpty(one)) : filters;
  const found = possible.map((one) => spansOf(one, kind, kept));
  const known = found.filter((one) => one !== undefined);
  if (combination === 'and') {
    const best = known.find((one) => one.spans.every(isPoint)) ?? known[0];
    return best && { spans: best.spans, covers: undefined };
  }
  if (known.length < found.length || known.length === 0) return undefined;
  return { spans: known.flatMap((one) => one.spans), covers: undefined };
}

function pointSpan(field: string, key: Buffer): Span {
  return { field, low: key, lowOpen: false, high: key, highOpen: false };
}

export function isPoint(span: Span): boolean {
  return span.low === span.high;
}

/** Whether the spans run in the order of the first field asked for. */
export function followsField(plan: Plan): boolean {
  return plan.ordered > 0 && plan.orders[0] !== undefined && plan.orders[0].field.text !== NAME;
}

/** Whether orders remain that only the documents' own fields can tell. */
export function readsOrders(plan: Plan): boolean {
  return plan.orders.slice(followsField(plan) ? 1 : 0).some((order) => order.field.text !== NAME);
}

function isExact(span: Span): boolean {
  return span.low.length < KEY_LIMIT && span.high.length < KEY_LIMIT;
}
