import { type CartChange, type CartDocument, type CartLine, mostLines, mostPieces } from './schema.ts';

/** So many changes of one product are told apart by their time; older ones count as they come. */
const kept = 16;
/** No event older than 7 days comes, so nothing can bring back what was taken off before. */
const keptOffMs = 8 * 24 * 3_600_000;

/** A cart with nothing in it. */
export function emptyCart(now: number): CartDocument {
  return { items: {}, replacedAt: 0, updatedAt: now, since: 0 };
}

/**
 * Changes a cart in place by one event; false where it is full. Events may come in any order: a product ends with the
 * pieces that the order they happened in gives.
 */
export function changeCart(cart: CartDocument, { productId, at, pieces, name }: CartChange): boolean {
  const known = Object.hasOwn(cart.items, productId) ? cart.items[productId] : undefined;
  const line: CartLine = known
    ? { ...known, changes: [...known.changes] }
    : { base: 0, clearedAt: cart.replacedAt, changes: [], quantity: 0, name: {} };
  if (at <= Math.max(line.clearedAt, cart.replacedAt)) return true;
  if (pieces === undefined) {
    line.base = 0;
    line.clearedAt = at;
    line.changes = after(line.changes, at);
  } else {
    insert(line.changes, at, pieces);
    if (line.changes.length > kept * 2) {
      line.base = within(line.base + (line.changes[1] ?? 0));
      line.changes.splice(0, 2);
    }
  }
  const quantity = piecesOf(line);
  if (quantity > 0 && line.quantity === 0 && countLines(cart) >= mostLines) return false;
  line.quantity = quantity;
  if (name) line.name = withoutGaps(name);
  cart.items[productId] = line;
  return true;
}

/** Puts these pieces in the place of all that was in the cart at that moment; nothing where a newer one did. */
export function replaceCart(
  cart: CartDocument,
  lines: readonly { productId: string; quantity: number; name: CartLine['name'] }[],
  at: number,
): void {
  if (at <= cart.replacedAt) return;
  cart.replacedAt = at;
  const wanted = new Map(lines.map((line) => [line.productId, line]));
  for (const line of Object.values(cart.items)) {
    line.changes = after(line.changes, at);
    if (line.clearedAt <= at) line.base = 0;
  }
  cart.items = Object.fromEntries(
    Object.entries(cart.items).filter(([, line]) => line.changes.length > 0 || line.clearedAt > at),
  );
  for (const { productId, quantity, name } of wanted.values()) {
    const line = Object.hasOwn(cart.items, productId) ? cart.items[productId] : undefined;
    const next = line ?? { base: 0, clearedAt: at, changes: [], quantity: 0, name: withoutGaps(name) };
    if (next.clearedAt <= at) Object.assign(next, { base: quantity, clearedAt: at });
    cart.items[productId] = next;
  }
  for (const line of Object.values(cart.items)) line.quantity = piecesOf(line);
}

/** Drops products that were taken off so long ago that no late event can bring them back. */
export function pruneCart(cart: CartDocument, now: number): void {
  const off = Object.entries(cart.items).filter(([, { quantity }]) => quantity === 0);
  const newestFirst = off.sort(([, a], [, b]) => latestOf(b) - latestOf(a));
  const dropped = new Set(
    newestFirst
      .filter(([, line], index) => index >= mostLines || latestOf(line) < now - keptOffMs)
      .map(([productId]) => productId),
  );
  if (dropped.size === 0) return;
  cart.items = Object.fromEntries(
    Object.entries(cart.items).filter(([productId]) => !dropped.has(productId)),
  );
}

/** The pieces that the changes give in the order they happened. */
function piecesOf({ base, changes }: Pick<CartLine, 'base' | 'changes'>): number {
  let quantity = base;
  for (let index = 1; index < changes.length; index += 2) quantity = within(quantity + (changes[index] ?? 0));
  return quantity;
}

const within = (quantity: number) => Math.max(0, Math.min(mostPieces, quantity));
const latestOf = ({ changes, clearedAt }: CartLine) => Math.max(clearedAt, changes.at(-2) ?? 0);
const countLines = (cart: CartDocument) =>
  Object.values(cart.items).reduce((count, { quantity }) => count + (quantity > 0 ? 1 : 0), 0);

function insert(changes: number[], at: number, pieces: number): void {
  let place = changes.length;
  while (place > 0 && isBefore(at, pieces, changes[place - 2] ?? 0, changes[place - 1] ?? 0)) place -= 2;
  changes.splice(place, 0, at, pieces);
}

/** Of two at once, more pieces come before fewer. */
function isBefore(at: number, pieces: number, otherAt: number, other: number): boolean {
  return at === otherAt ? pieces > other : at < otherAt;
}

function after(changes: readonly number[], at: number): number[] {
  let place = 0;
  while (place < changes.length && (changes[place] ?? 0) <= at) place += 2;
  return changes.slice(place);
}

/** The store takes no field that is undefined. */
function withoutGaps({ ru, en }: NonNullable<CartChange['name']>): CartLine['name'] {
  return { ...(ru !== undefined && { ru }), ...(en !== undefined && { en }) };
}
