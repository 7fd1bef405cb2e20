import { type CompressJob, compressJobSchema, type CompressOutcome } from '../shared/memory/index.ts';
import { counter } from '../shared/platform/metrics.ts';

const runs = counter('personalized_memory_worker_runs_total', 'Compression jobs that were begun');
const errors = counter('personalized_memory_worker_errors_total', 'Compression jobs that failed');

export const schema = compressJobSchema;

export type MemoryWorkerServices = {
  /** Safe to run again: what was compressed is not compressed twice. */
  compress: (userId: string, conversationId: string) => Promise<CompressOutcome>;
};

/** Compresses a conversation that has grown past its window. */
export function memoryWorker({ compress }: MemoryWorkerServices) {
  return async ({ userId, conversationId }: CompressJob): Promise<void> => {
    runs.inc();
    try {
      await compress(userId, conversationId);
    } catch (cause) {
      errors.inc();
      throw cause;
    }
  };
}
