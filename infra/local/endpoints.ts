import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Where each service is, under the variable that points any client at it. */
export type Endpoints = {
  FIRESTORE_EMULATOR_HOST: string;
  PUBSUB_EMULATOR_HOST: string;
  BIGQUERY_EMULATOR_HOST: string;
  CLOUD_SCHEDULER_EMULATOR_HOST: string;
};

const fileIn = (data: string) => join(data, 'endpoints.json');

/** The ports of the last start that are still free, so that what was pointed here stays so; 0 for any other. */
export async function lastPorts(data: string): Promise<Record<keyof Endpoints, number>> {
  const last = existsSync(fileIn(data)) ? readFileSync(fileIn(data), 'utf8') : '';
  const portOf = async (name: keyof Endpoints) => {
    const port = Number(new RegExp(`"${name}": "[^"]*:(\\d+)"`).exec(last)?.[1] ?? 0);
    return (await isFree(port)) ? port : 0;
  };
  return {
    FIRESTORE_EMULATOR_HOST: await portOf('FIRESTORE_EMULATOR_HOST'),
    PUBSUB_EMULATOR_HOST: await portOf('PUBSUB_EMULATOR_HOST'),
    BIGQUERY_EMULATOR_HOST: await portOf('BIGQUERY_EMULATOR_HOST'),
    CLOUD_SCHEDULER_EMULATOR_HOST: await portOf('CLOUD_SCHEDULER_EMULATOR_HOST'),
  };
}

/** Remembers where the services are. */
export function keepPorts(data: string, endpoints: Endpoints): void {
  writeFileSync(fileIn(data), `${JSON.stringify(endpoints, null, 2)}\n`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
