import fc from 'fast-check';
import {
  eventTypes,
  type PreferenceEvent,
  type PreferenceState,
  preferenceKinds,
  type Subject,
} from '../../../shared/preferences/index.ts';

export type Told = { event: PreferenceEvent; subject: Subject };

export const dayMs = 86_400_000;
export const start = Date.UTC(2026, 5, 1);

/** Events of a few products over some months; the names include what plain objects would trip over. */
const arbitraryEvent: fc.Arbitrary<Told> = fc.record({
  event: fc.record(
    {
      eventType: fc.constantFrom(...eventTypes),
      at: fc.integer({ min: start - 400 * dayMs, max: start }),
      quantity: fc.integer({ min: 1, max: 9 }),
      rating: fc.integer({ min: 1, max: 5 }),
    },
    { requiredKeys: ['eventType', 'at'] },
  ),
  subject: fc.record(
    {
      productId: fc.constantFrom('oat-milk', 'chips', 'constructor'),
      category: fc.constantFrom('milk', 'snacks', '__proto__'),
      brand: fc.constantFrom('Nemoloko', 'toString'),
      attributes: fc.uniqueArray(fc.constantFrom('organic', 'plant-based', 'spicy')),
    },
    { requiredKeys: [] },
  ),
});

export const arbitraryEvents = fc.array(arbitraryEvent, { maxLength: 40 });

/** Whether two states say the same, sums up to the rounding of additions; if not, where they differ. */
export function difference(a: PreferenceState, b: PreferenceState): string | undefined {
  const same = (x: number, y: number) => Math.abs(x - y) <= 1e-9 * Math.max(Math.abs(x), Math.abs(y));
  for (const kind of preferenceKinds) {
    if (a.evidence[kind].size !== b.evidence[kind].size) return `how many of ${kind}`;
    for (const [key, x] of a.evidence[kind]) {
      const y = b.evidence[kind].get(key);
      if (!y || !same(x.plus, y.plus) || !same(x.minus, y.minus) || x.at !== y.at) return `${kind} ${key}`;
    }
  }
  const plain = ({ history, forgotten }: PreferenceState) =>
    JSON.stringify([
      [...history].sort(([x], [y]) => (x < y ? -1 : 1)),
      preferenceKinds.map((kind) => [...forgotten[kind]].sort()),
    ]);
  return plain(a) === plain(b) ? undefined : `${plain(a)} and ${plain(b)}`;
}
