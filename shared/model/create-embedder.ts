import { type Clock, systemClock } from '../platform/clock.ts';
import type { Config } from '../platform/config.ts';
import { AppError } from '../platform/errors.ts';
import { CallFailure } from './failure.ts';
import { tryWithin } from './try-within.ts';

/** The variables that embeddings are configured by. */
export const embedderConfig = ['EMBEDDINGS_BASE_URL', 'EMBEDDINGS_MODEL', 'EMBEDDINGS_API_KEY'] as const;

/** Embeds each text; what comes back is in the same order and of one length. */
export type Embedder = (texts: readonly string[], signal?: AbortSignal) => Promise<number[][]>;

/** Small servers take no more in a request. */
const batch = 32;
/** About as much as small embedding models read; a longer text is refused by some of them. */
const mostChars = 1500;

/** The embeddings of the configuration, or undefined where there are none. Rejects with AppError('unavailable'). */
export function createEmbedder(
  config: Pick<Config, (typeof embedderConfig)[number]>,
  options: { clock?: Clock; firstPauseMs?: number; patienceMs?: number } = {},
): Embedder | undefined {
  const { EMBEDDINGS_BASE_URL: baseUrl, EMBEDDINGS_MODEL: model, EMBEDDINGS_API_KEY: apiKey } = config;
  const { clock = systemClock, firstPauseMs, patienceMs = 20_000 } = options;
  if (baseUrl === undefined) return undefined;

  return async (texts, signal) => {
    const deadline = clock() + patienceMs;
    const { callEmbeddings } = await import('./call-endpoint.ts');
    const vectors: number[][] = [];
    for (let start = 0; start < texts.length; start += batch) {
      const asked = texts.slice(start, start + batch).map(readable);
      const made = tryWithin({
        model: 'embeddings',
        attempts: 2,
        deadline,
        clock,
        signal,
        ...(firstPauseMs !== undefined && { firstPauseMs }),
        run: async (limit) => {
          const found = await callEmbeddings({ baseUrl, model, apiKey }, asked, limit);
          if (!isWhole(found, asked.length, vectors[0]?.length))
            throw new CallFailure('broken', { retryable: true });
          return found;
        },
      });
      vectors.push(...(await made.catch(unavailable)));
    }
    return vectors;
  };
}

/** An empty text is refused by some servers. */
function readable(text: string): string {
  return text.slice(0, mostChars).toWellFormed().trim() || '-';
}

function isWhole(vectors: readonly number[][], count: number, length = vectors[0]?.length ?? 0): boolean {
  return (
    vectors.length === count &&
    length > 0 &&
    vectors.every((vector) => vector.length === length && vector.every(Number.isFinite))
  );
}

function unavailable(cause: unknown): never {
  if (!(cause instanceof CallFailure)) throw cause;
  throw new AppError('unavailable', 'The embeddings do not answer; try again later.', { cause });
}
