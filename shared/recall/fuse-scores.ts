/** A place in the corpus and how well it fits. */
export type Hit = { position: number; score: number };

/**
 * Joins what words and what meaning say, best first. Scores and not ranks are added: a model that understands nothing
 * puts all about equally far, and ranks would make an order of that.
 */
export function fuseScores(byWords: readonly Hit[], byMeaning: readonly Hit[], weight: number): Hit[] {
  const fused = new Map<number, number>();
  const best = byWords[0]?.score ?? 1;
  for (const { position, score } of byWords) fused.set(position, score / best);
  const usual = byMeaning.reduce((sum, { score }) => sum + score, 0) / Math.max(1, byMeaning.length);
  const range = (byMeaning[0]?.score ?? 0) - usual;
  for (const { position, score } of byMeaning) {
    const above = range > 0 ? Math.max(0, score - usual) / range : 1;
    fused.set(position, (fused.get(position) ?? 0) + weight * above);
  }
  return [...fused].map(([position, score]) => ({ position, score })).sort((a, b) => b.score - a.score);
}
