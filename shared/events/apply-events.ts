import { type CartDocument, changeCart, mostLines, pruneCart } from '../cart/index.ts';
import { AppError } from '../platform/errors.ts';
import {
  learnEvent,
  type PreferencesDocument,
  type PreferenceState,
  pruneState,
  type Rules,
  type StoredPreferences,
  usualItems,
  writeState,
} from '../preferences/index.ts';
import { isCartEvent } from './check-event.ts';
import type { LearnedEvent } from './schema.ts';
import { dayOf, mostADay, type SeenIds } from './seen-ids.ts';

/** Usual items kept by name for whoever shows them. */
const mostUsual = 50;

type Name = StoredPreferences['usualItems'][number]['name'];
type Rest = Omit<StoredPreferences, keyof PreferencesDocument>;

/** What events of one person change. */
export type Scene = {
  /** Nothing received before this moment is of this person. */
  since: number;
  /** Undefined where preferences are neither read nor written. */
  learned: { state: PreferenceState; rest: Rest } | undefined;
  cart: CartDocument | undefined;
  seen: ReadonlyMap<string, SeenIds>;
};

export type ApplyOptions = {
  rules: Rules;
  now: number;
  /** The name of a product that no event at hand names. */
  nameOf: (productId: string) => Promise<Name | undefined>;
};

/** What became of events: how many were new, which were refused and why, what they changed. */
export type Applied = {
  fresh: number;
  refused: Map<LearnedEvent, AppError>;
  days: Set<string>;
  changedCart: boolean;
};

/** Changes the scene in place by the events that had no effect yet. */
export async function applyEvents(
  scene: Scene,
  events: readonly LearnedEvent[],
  options: ApplyOptions,
): Promise<Applied> {
  const { since, learned, cart, seen } = scene;
  const { rules, now } = options;
  const applied: Applied = { fresh: 0, refused: new Map(), days: new Set(), changedCart: false };
  for (const one of events) {
    const day = dayOf(one.toldAt);
    const ids = seen.get(day);
    if (one.receivedAt <= since) applied.refused.set(one, erasedError());
    else if (ids === undefined || ids.has(one.eventId)) continue;
    else if (ids.size() >= mostADay) applied.refused.set(one, tooManyError());
    else if (one.cart && cart && !changeCart(cart, one.cart)) applied.refused.set(one, fullCartError());
    else {
      ids.add(one.eventId);
      applied.days.add(day);
      if (learned) learnEvent(learned.state, one.event, one.subject, rules);
      applied.changedCart ||= one.cart !== undefined;
      applied.fresh += 1;
    }
  }
  if (applied.fresh === 0) return applied;
  if (learned) {
    pruneState(learned.state, now);
    const { rest } = learned;
    rest.events += applied.fresh;
    rest.updatedAt = Math.max(now, rest.updatedAt + 1);
    if (events.some(({ event }) => isCartEvent(event.eventType)))
      rest.usualItems = await nameUsual(learned, events, options);
  }
  if (cart && applied.changedCart) {
    pruneCart(cart, now);
    cart.updatedAt = now;
  }
  return applied;
}

/** The document of what was learned. */
export function preferencesDocument({ state, rest }: NonNullable<Scene['learned']>): StoredPreferences {
  return { ...rest, ...writeState(state) };
}

async function nameUsual(
  { state, rest }: NonNullable<Scene['learned']>,
  events: readonly LearnedEvent[],
  { rules, now, nameOf }: ApplyOptions,
): Promise<StoredPreferences['usualItems']> {
  const names = new Map(rest.usualItems.map(({ productId, name }) => [productId, name]));
  for (const { subject } of events)
    if (subject.productId !== undefined && subject.name)
      names.set(subject.productId, withoutGaps(subject.name));
  const usual = usualItems(state.history, rules, now).slice(0, mostUsual);
  return Promise.all(
    usual.map(async ({ productId, confidence, quantity }) => ({
      productId,
      name: names.get(productId) ?? withoutGaps((await nameOf(productId)) ?? {}),
      confidence,
      ...(quantity?.fill && { quantity: quantity.quantity }),
    })),
  );
}

/** The store takes no field that is undefined. */
function withoutGaps({ ru, en }: { ru?: string | undefined; en?: string | undefined }): Name {
  return { ...(ru !== undefined && { ru }), ...(en !== undefined && { en }) };
}

const erasedError = () =>
  new AppError('conflict', 'This account was being erased; what it did before is not kept.');
const tooManyError = () =>
  new AppError('rate_limited', `At most ${mostADay} events of a day are taken.`, { retryAfterSeconds: 3600 });
const fullCartError = () =>
  new AppError('conflict', `The cart holds ${mostLines} products already.`, {
    fields: [{ path: 'productId', rule: 'Has no room in the cart' }],
  });
