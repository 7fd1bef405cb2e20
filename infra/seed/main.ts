import { closeClients, firestore } from '../../shared/platform/clients.ts';
import { seed } from './seed.ts';

const written = await seed(await firestore(), {
  onlyEmpty: false,
  tell: (line) => console.log(line),
});
for (const [collection, count] of Object.entries(written)) console.log(`${collection}: ${count} documents`);
await closeClients();
