import type { Occasion } from './preference-state.ts';

/** A quantity that was taken; whether it was put into the cart so, and then bought so. */
export type Taken = { quantity: number; confirmed: boolean };

/** Occasions close together: what was bought, or else what the cart was left with. */
export type Trip = { at: number; bought: boolean; taken: Taken[] };

/** Groups occasions, which come last first, into trips, first first; a trip that left nothing in the cart is none. */
export function readTrips(occasions: readonly Occasion[], tripHours: number): Trip[] {
  const trips: Trip[] = [];
  let trip: Occasion[] = [];
  const end = () => {
    const made = tripOf(trip);
    if (made) trips.push(made);
  };
  for (let index = occasions.length - 1; index >= 0; index--) {
    const occasion = occasions[index];
    if (occasion === undefined) continue;
    const [begin = occasion] = trip;
    if (occasion.at - begin.at > tripHours * 3_600_000) {
      end();
      trip = [];
    }
    trip.push(occasion);
  }
  end();
  return trips;
}

function tripOf(occasions: readonly Occasion[]): Trip | undefined {
  const [begin] = occasions;
  const left = occasions.at(-1);
  if (begin === undefined || left === undefined) return undefined;
  const taken = occasions
    .filter(({ bought }) => bought)
    .map(({ at, quantity }) => ({ quantity, confirmed: wasPutIn(occasions, quantity, at) }));
  if (taken.length > 0) return { at: begin.at, bought: true, taken };
  const { quantity } = left;
  return quantity > 0 ? { at: begin.at, bought: false, taken: [{ quantity, confirmed: false }] } : undefined;
}

function wasPutIn(occasions: readonly Occasion[], quantity: number, until: number): boolean {
  return occasions.some(
    (occasion) => !occasion.bought && occasion.quantity === quantity && occasion.at <= until,
  );
}
