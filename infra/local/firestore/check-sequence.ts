import { toMicros } from './document.ts';
import type { PlannedWrite } from './plan-write.ts';
import { invalid } from './refusal.ts';

/** What earlier writes of the same commit say about a document, whatever it was before. */
type Known = { exists: boolean; version: number | undefined };

/**
 * Later writes of a commit to the same document: what earlier ones already tell is not asked of the store any more,
 * and a precondition that contradicts it can never hold.
 */
export function settlePreconditions(writes: readonly PlannedWrite[]): PlannedWrite[] {
  const known = new Map<string, Known>();
  return writes.map((write) => {
    const { precondition, name } = write;
    const before = known.get(name);
    const version = precondition?.updateTime && toMicros(precondition.updateTime);
    if (before && precondition) checkAgainst(before, precondition.exists, version, write);
    known.set(name, { exists: !write.remove, version: before ? before.version : version });
    return before && precondition ? { ...write, precondition: undefined } : write;
  });
}

function checkAgainst(
  before: Known,
  exists: boolean | undefined,
  version: number | undefined,
  write: PlannedWrite,
): void {
  const possible =
    version === undefined
      ? exists === undefined || exists === before.exists
      : version === before.version && (before.exists || write.remove);
  if (!possible)
    throw invalid(`The precondition on ${write.name} contradicts an earlier write of the same commit.`);
}
