import { phases } from '../../shared/plan/index.ts';
import { UsageError } from './usage.ts';

export type PhaseCommand = { verb: 'phase'; user: string; phase?: (typeof phases)[number] };

/** The command about a person's learning phase that these words are. */
export function parsePhase(words: readonly string[], personId: (id: string) => string): PhaseCommand {
  const [user, wanted, extra] = words;
  if (user === undefined) throw new UsageError('phase needs the id of a person.');
  if (extra !== undefined)
    throw new UsageError(`phase takes one person and one phase; ${extra} is too many.`);
  if (wanted === undefined) return { verb: 'phase', user: personId(user) };
  const phase = phases.find((one) => one === wanted);
  if (!phase) throw new UsageError(`There is no phase ${wanted}; the phases are ${phases.join(', ')}.`);
  return { verb: 'phase', user: personId(user), phase };
}
