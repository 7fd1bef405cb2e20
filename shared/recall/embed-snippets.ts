import { log } from '../platform/log.ts';
import { counter } from '../platform/metrics.ts';
import { withinLimit } from '../platform/within-limit.ts';
import type { EmbeddedSnippet, Snippet } from './schema.ts';

const embedded = counter('recall_embeddings_total', 'Questions and memories sent to be embedded', [
  'outcome',
]);
for (const outcome of ['done', 'failed']) embedded.inc({ outcome }, 0);

/** Makes vectors of texts, in their order. */
export type Embed = (texts: string[], signal?: AbortSignal) => Promise<number[][]>;

/** The vectors of texts, or nothing where they cannot be had in time: words alone are a good answer too. */
export async function embedTexts(
  embed: Embed | undefined,
  texts: string[],
  { limitMs, signal }: { limitMs: number; signal?: AbortSignal | undefined },
): Promise<number[][] | undefined> {
  if (!embed || texts.length === 0) return undefined;
  const limit = AbortSignal.timeout(limitMs);
  try {
    const vectors = await withinLimit(
      embed(texts, signal ? AbortSignal.any([signal, limit]) : limit),
      limitMs,
    );
    embedded.inc({ outcome: 'done' });
    return vectors;
  } catch (cause) {
    embedded.inc({ outcome: 'failed' });
    log.warning('recall.embedding_failed', { texts: texts.length }, cause);
    return undefined;
  }
}

const longMs = 30_000;

/** Snippets with what an embeddings model makes of them, or without where it fails. */
export async function embedSnippets(
  embed: Embed | undefined,
  snippets: Snippet[],
): Promise<EmbeddedSnippet[]> {
  const texts = snippets.map(({ text }) => text);
  const vectors = await embedTexts(embed, texts, { limitMs: longMs });
  return snippets.map((snippet, index) => {
    const embedding = vectors?.[index];
    return embedding ? { ...snippet, embedding } : snippet;
  });
}
