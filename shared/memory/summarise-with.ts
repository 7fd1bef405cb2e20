import type { Model } from '../model/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { CompressServices } from './compress-memory.ts';

/** How long the model may take; nobody waits for a summary. */
const summaryMs = 60_000;

/** Summaries by the model; nothing where none is connected. */
export function summariseWith(
  model: Model,
  { clock, onTokens }: { clock: Clock; onTokens: (tokens: number) => void },
): CompressServices['summarise'] {
  if (!model.connected) return undefined;
  return async (messages, maxTokens) => {
    const deadline = clock() + summaryMs;
    const { text, usage } = await model.answer({ messages, maxTokens, deadline, purpose: 'summary' });
    onTokens(usage.input + usage.output);
    return text;
  };
}
