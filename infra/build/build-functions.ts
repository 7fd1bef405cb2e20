import { join } from 'node:path';
import { rows, type Row } from '../deployment.ts';
import { type Bundle, bundleFunction } from './bundle-function.ts';
import type { WarmUp } from './entry-source.ts';

/** Where the bundles are made, each in a folder of its function's name. */
export const functionsFolder = join('dist', 'functions');

/** Warming a bundle up is mostly waiting. */
const atOnce = 4;

/** Bundles every function, or those named. */
export async function buildFunctions(
  options: { folder?: string; only?: readonly string[] | undefined } = {},
): Promise<Map<string, Bundle>> {
  const { folder = functionsFolder, only } = options;
  const wanted = rows.filter(([name]) => !only || only.includes(name));
  const bundles = new Map<string, Bundle>();
  const left = wanted.values();
  const work = async () => {
    for (const [name, row] of left) {
      bundles.set(name, await bundleFunction(name, { folder: join(folder, name), warmUp: warmUps(row) }));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return new Map(wanted.flatMap(([name]) => [[name, bundles.get(name)] as const]).filter(isMade));
}

const isMade = (entry: readonly [string, Bundle | undefined]): entry is [string, Bundle] =>
  entry[1] !== undefined;

/** What a first request of each kind looks like; a topic's is the message its schedule publishes. */
export function warmUps({ trigger, schedule }: Row): WarmUp[] {
  if (trigger.kind === 'http') {
    return trigger.paths.map((path) => ({ method: 'GET', path: path.replace('/**', '/') }));
  }
  const data = Buffer.from(JSON.stringify(schedule?.payload ?? {})).toString('base64');
  return [
    { method: 'POST', path: '/', body: { message: { messageId: 'warm-up', data }, subscription: 'warm-up' } },
  ];
}
