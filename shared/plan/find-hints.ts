import type { Task } from '../tasks/index.ts';
import { harmful, type HintRule, hintRules } from './hint-rules.ts';
import { readOwnWords } from './read-own-words.ts';

/** A hint without a reason is heeded and not spoken of. */
export type Hint = Pick<HintRule, 'id' | 'traits' | 'weight'> & { reason: HintRule['reason'] | null };

/** The rules that hold for what a person has said and bought, each once. */
export function findHints(known: { memories: readonly string[]; purchases: readonly string[] }): Hint[] {
  const said = known.memories.map(readOwnWords);
  const holds = ({ from, says, unless }: HintRule) =>
    from === 'memories'
      ? said.some((saysOfSelf) => saysOfSelf(says, unless))
      : known.purchases.some((name) => says.test(name) && !unless?.test(name));
  return hintRules.filter(holds).map(({ id, traits, weight, reason }) => ({ id, traits, weight, reason }));
}

/** For when nobody can tell what a person has said: what may harm anybody is left alone, and nothing is said of them. */
export function carefulHints(): Hint[] {
  return hintRules
    .filter(({ weight }) => weight <= harmful)
    .map(({ id, traits, weight }) => ({ id, traits, weight, reason: null }));
}

type Traited = Pick<Task, 'traits'>;

/** What all hints together make of a task's chance. */
export function weightOf(task: Traited, hints: readonly Hint[]): number {
  return hints.reduce((product, hint) => (speaksOf(hint, task) ? product * hint.weight : product), 1);
}

/** The hints that had a part in choosing a task: those that raised it, and those that lowered another. */
export function hintsBehind(task: Traited, others: readonly Traited[], hints: readonly Hint[]): Hint[] {
  return hints.filter((hint) =>
    hint.weight > 1
      ? speaksOf(hint, task)
      : !speaksOf(hint, task) && others.some((other) => speaksOf(hint, other)),
  );
}

function speaksOf({ traits }: Hint, task: Traited): boolean {
  return traits.some((trait) => task.traits.includes(trait));
}
