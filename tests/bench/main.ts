import { bench as chat } from './chat.ts';
import { bench as coldStart } from './cold-start.ts';
import { bench as firestore } from './firestore.ts';
import { formatTable } from './measure.ts';
import type { Bench } from './measure.ts';
import { bench as preferences } from './preferences.ts';
import { bench as pubsub } from './pubsub.ts';
import { bench as search } from './search.ts';
import { bench as track } from './track.ts';

/** Every bench by its name; arguments choose some of them. */
const benches: Record<string, Bench> = {
  firestore,
  pubsub,
  'cold-start': coldStart,
  chat,
  preferences,
  search,
  track,
};

const chosen = process.argv.slice(2);
for (const [name, bench] of Object.entries(benches)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  for (const table of await bench()) process.stdout.write(`${formatTable(table)}\n`);
}
