import { counter, histogram } from '../platform/metrics.ts';

const requests = counter('personalized_requests_total', 'Turns answered', ['source', 'status']);
for (const source of ['text', 'voice']) {
  for (const status of ['success', 'error', 'fallback']) requests.inc({ source, status }, 0);
}

const promptTokens = histogram(
  'personalized_prompt_tokens',
  'Tokens of a prompt, as estimated',
  [],
  [100, 200, 400, 600, 800, 1000, 1250, 1500, 1750, 2000],
);

const unremembered = counter('turns_not_remembered_total', 'Turns that were not remembered at once', [
  'outcome',
]);
for (const outcome of ['queued', 'lost', 'person_gone']) unremembered.inc({ outcome }, 0);

/** Counts a turn that was answered. */
export function countTurn(turn: { source: string; status: string; promptTokens: number | undefined }): void {
  requests.inc({ source: turn.source, status: turn.status });
  if (turn.promptTokens !== undefined) promptTokens.observe(turn.promptTokens);
}

/** Counts a turn that is not in memory when its answer goes out. */
export function countUnremembered(outcome: 'queued' | 'lost' | 'person_gone'): void {
  unremembered.inc({ outcome });
}
