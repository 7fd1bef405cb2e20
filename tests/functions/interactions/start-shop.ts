import type { Firestore } from '@google-cloud/firestore';
import { interactions } from '../../../functions/interactions/interactions.ts';
import { createCarts } from '../../../shared/cart/index.ts';
import { createTracking, type RawActionRow, type TrackingServices } from '../../../shared/events/index.ts';
import { createPeople } from '../../../shared/person/index.ts';
import type { Auth } from '../../../shared/platform/auth.ts';
import { createApp } from '../../../shared/platform/http.ts';
import { defaultRules } from '../../../shared/preferences/index.ts';

const products = [
  { productId: 'oat-milk', name: { en: 'Oat milk', ru: 'Овсяное молоко' }, category: 'milk', brand: 'Oatly', attributes: ['plant-based'] }, // prettier-ignore
  { productId: 'chips', name: { en: 'Chips' }, category: 'snacks', attributes: ['spicy'] },
];

/** The function on a store, with a catalog of two products, its rows written down. */
export function startShop({
  firestore,
  auth,
  clock,
  ...overrides
}: { firestore: Firestore; auth: Auth; clock: () => number } & Partial<Omit<TrackingServices, 'firestore'>>) {
  const open = () => Promise.resolve(firestore);
  const rows: { insertId: string; row: RawActionRow }[] = [];
  const services = {
    firestore: open,
    people: createPeople({ firestore: open, clock }),
    products: {
      find: (id: string) => Promise.resolve(products.find(({ productId }) => productId === id)),
    },
    rules: { current: () => ({ rules: defaultRules, version: 'r1' }), ready: () => Promise.resolve() },
    rows: { push: (insertId: string, row: RawActionRow) => void rows.push({ insertId, row }) },
    personalization: true,
    clock,
    ...overrides,
  };
  const tracking = createTracking(services);
  const app = interactions({
    app: createApp({ name: 'interactions' }),
    auth,
    clock,
    tracking,
    carts: createCarts(services),
  });
  const ask = async (token: string | undefined, method: string, path: string, json?: unknown) => {
    const answer = await app.request(path, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
    });
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: await answer.json() as Body }; // prettier-ignore
  };
  return { app, tracking, rows, ask };
}

type Body = {
  status?: string;
  eventId?: string;
  durable?: boolean;
  preferencesUpdated?: boolean;
  responseTimeMs?: number;
  results?: {
    status: string;
    eventId?: string;
    error?: { code: string; fields?: { path: string; rule: string }[] };
  }[];
  items?: { productId: string; quantity: number; name: object }[];
  error?: { code: string; fields?: { path: string; rule: string }[] };
};
