import { keepDays } from './count-day.ts';
import { type DayCount, type Learning, learningSchema, phases, type Tally } from './schema.ts';

/**
 * What two people who are one have taught: what both did counts together. `key` names the state that is added, which
 * is added once: the second time there is nothing to change.
 */
export function mergeLearning(from: unknown, into: unknown, key: string): Learning | undefined {
  const theirs = learningSchema.parse(from);
  const own = into === undefined ? undefined : learningSchema.parse(into);
  if (!own) return { ...theirs, joined: [...theirs.joined, key] };
  if (own.joined.includes(key)) return undefined;
  return {
    phase: own.override ? own.phase : later(theirs.phase, own.phase),
    startedOn: [theirs.startedOn, own.startedOn].filter((day) => day !== null).toSorted()[0] ?? null,
    completions: theirs.completions + own.completions,
    override: own.override
      ? since(own.override, theirs.completions)
      : theirs.override && since(theirs.override, own.completions),
    tasks: joinedBy(theirs.tasks, own.tasks, addTallies),
    rotation: joinedBy(theirs.rotation, own.rotation, Math.max),
    days: keepDays(joinedBy(theirs.days, own.days, addDays)),
    transitions: [...theirs.transitions, ...own.transitions].toSorted((one, other) =>
      one.on < other.on ? -1 : 1,
    ),
    joined: [...own.joined, ...theirs.joined, key].slice(-20),
  };
}

/** What the other has completed was before the phase was set by hand, and counts towards the next no more. */
function since<T extends { completions: number }>(override: T, before: number): T {
  return { ...override, completions: override.completions + before };
}

function later(one: Learning['phase'], other: Learning['phase']): Learning['phase'] {
  return phases.indexOf(one) > phases.indexOf(other) ? one : other;
}

function joinedBy<T>(
  theirs: Record<string, T>,
  own: Record<string, T>,
  join: (theirs: T, own: T) => T,
): Record<string, T> {
  const joined = { ...theirs, ...own };
  for (const [name, value] of Object.entries(own)) {
    const other = theirs[name];
    if (other !== undefined) joined[name] = join(other, value);
  }
  return joined;
}

function addTallies(one: Tally, other: Tally): Tally {
  return {
    completed: one.completed + other.completed,
    skipped: one.skipped + other.skipped,
    rated: one.rated + other.rated,
    ratingSum: one.ratingSum + other.ratingSum,
  };
}

/** Of two plans of a day the person's own stays, and so does how much was planned. */
function addDays(theirs: DayCount, own: DayCount): DayCount {
  const hasPlan = Object.keys(own.planned).length > 0;
  return {
    planned: hasPlan ? own.planned : theirs.planned,
    done: addCounts(theirs.done, own.done),
    skipped: addCounts(theirs.skipped, own.skipped),
    rest: theirs.rest || own.rest,
  };
}

function addCounts(one: DayCount['done'], other: DayCount['done']): DayCount['done'] {
  return joinedBy(one, other, (theirs, own) => theirs + own);
}
