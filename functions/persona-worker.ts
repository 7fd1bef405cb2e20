import {
  type PersonaJobs,
  type PersonaMessage,
  personaMessageSchema,
  type resumeJobs,
  type workOnJob,
} from '../shared/persona/index.ts';
import { log } from '../shared/platform/log.ts';

export const schema = personaMessageSchema;

export type PersonaWorkerServices = {
  /** False where nothing personal is to be written. */
  personalization: boolean;
  work: ReturnType<typeof workOnJob>;
  /** Queues again what lost its message. */
  resume: () => ReturnType<typeof resumeJobs>;
  /** Asks for the personas of those who were active since theirs was made. */
  refresh: () => ReturnType<PersonaJobs['queueEveryone']>;
};

/** Makes memories and personas, one step a message; each night the schedule asks for what is due. */
export function personaWorker({ personalization, work, resume, refresh }: PersonaWorkerServices) {
  return async (message: PersonaMessage, delivery: { attempt: number }): Promise<void> => {
    if (!personalization) return;
    if (!('source' in message)) return work(message, delivery);
    const resumed = await resume();
    const { id: jobId } = await refresh();
    log.info('persona.refresh_queued', { jobId, resumed });
  };
}
