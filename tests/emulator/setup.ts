import { startFirestore } from '../../infra/local/firestore/index.ts';
import { openStore } from '../../infra/local/store.ts';

const stops: (() => Promise<void>)[] = [];

/** Starts the local cloud's services that the environment does not already name. */
export async function setup(): Promise<void> {
  if (process.env['FIRESTORE_EMULATOR_HOST'] === undefined) {
    const store = openStore(':memory:');
    const firestore = await startFirestore({ store });
    process.env['FIRESTORE_EMULATOR_HOST'] = firestore.host;
    stops.push(
      () => store.close(),
      () => firestore.close(),
    );
  }
}

/** Stops what `setup` started, the last first. */
export async function teardown(): Promise<void> {
  for (const stop of stops.reverse()) await stop();
}
