import { z } from 'zod';
import { localProject } from '../../shared/platform/config.ts';

type Environment = Record<string, string | undefined>;

/** No Butler can be worked on; the message is a sentence for the person who asked. */
export class NoButler extends Error {}

/**
 * Completes the environment so that the clients work on the project that is named, on the emulator that is named, or
 * on the Butler that runs on this machine; answers what that is, in words.
 */
export async function findButler(environment: Environment, project?: string): Promise<string> {
  if (project !== undefined) environment['GOOGLE_CLOUD_PROJECT'] = project;
  const given = environment['GOOGLE_CLOUD_PROJECT'];
  const emulator = environment['FIRESTORE_EMULATOR_HOST'];
  if (emulator) {
    environment['GOOGLE_CLOUD_PROJECT'] ||= localProject;
    return `project ${environment['GOOGLE_CLOUD_PROJECT']} of the Firestore at ${emulator}`;
  }
  if (given) return `project ${given} on Google Cloud`;
  const url = `http://127.0.0.1:${environment['PORT'] || '8080'}`;
  Object.assign(environment, await localEndpoints(url), { GOOGLE_CLOUD_PROJECT: localProject });
  return `the Butler at ${url}`;
}

const endpointsSchema = z.object({
  FIRESTORE_EMULATOR_HOST: z.string().min(1),
  PUBSUB_EMULATOR_HOST: z.string().min(1),
  BIGQUERY_EMULATOR_HOST: z.string().min(1),
});

async function localEndpoints(url: string) {
  const remedy =
    'Start one with npm start, or name a project with --project, or an emulator with FIRESTORE_EMULATOR_HOST.';
  const answer = await fetch(`${url}/local/endpoints`, { signal: AbortSignal.timeout(3000) }).catch(
    (cause: unknown) => {
      throw new NoButler(`No Butler answers at ${url}. ${remedy}`, { cause });
    },
  );
  const endpoints = endpointsSchema.safeParse(await answer.json().catch(() => undefined));
  if (!endpoints.success) throw new NoButler(`What answers at ${url} is no Butler. ${remedy}`);
  return endpoints.data;
}
