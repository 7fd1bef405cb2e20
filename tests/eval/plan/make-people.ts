import { baseScore, type Fitting } from '../../../shared/plan/base-score.ts';
import { drawSeeded } from '../../../shared/plan/draw-seeded.ts';
import { archetypes } from '../../../shared/profile/index.ts';
import { type Mode, modes, type Task } from '../../../shared/tasks/index.ts';

/** How people differ; a spread is a standard deviation in log-odds. */
export type World = {
  /** How willingly the middle person does a task of middling fit, in log-odds. */
  willingness: number;
  /** What a whole point of the base score is worth. */
  fitWorth: number;
  /** How far a person's own taste lies from what their archetype foretells. */
  groupSpread: number;
  taskSpread: number;
  /** How much less willing a person is for each time they met the same task within the week. */
  weariness: number;
};

/** People who vary widely within an archetype, and do 65 of 100 tasks that the base score chooses. */
export const middleWorld: World = {
  willingness: 0.7,
  fitWorth: 3,
  groupSpread: 1.2,
  taskSpread: 0.9,
  weariness: 0.15,
};

/** One day of a person: whether they open the plan at all, when, and with what strength. */
type PersonDay = { opens: boolean; minutesLate: number; energy: Mode; asked: Mode };

/** A person with a taste that no policy sees; everything they do follows from their name. */
export type SimulatedPerson = {
  name: string;
  archetype: Fitting['archetype'];
  dayOf: (date: string) => PersonDay;
  /** How likely the person is to do a task on such a day, having met it so many times within the week. */
  chanceOf: (task: Task, energy: Mode, met: number) => number;
  /** What they say of a task offered on a date: the same whichever policy offered it. */
  respond: (task: Task, date: string, chance: number) => Response;
};

type Response = { completed: boolean; said: boolean; rating?: number };

/** As many people as asked for, the same for the same world and seed. */
export function makePeople(count: number, world: World, seed = ''): SimulatedPerson[] {
  return Array.from({ length: count }, (_, number) => makePerson(`${seed} person ${number}`, world));
}

function makePerson(name: string, world: World): SimulatedPerson {
  const draw = (what: string) => drawSeeded(`${name} ${what}`);
  const archetype = pick(archetypes, draw('archetype'));
  const willingness = world.willingness + 0.4 * normal(name, 'willingness');
  const tastes = new Map<string, number>();
  const tasteOf = ({ id, variationGroup }: Task) => {
    const known = tastes.get(id);
    if (known !== undefined) return known;
    const taste = world.groupSpread * normal(name, variationGroup) + world.taskSpread * normal(name, id);
    tastes.set(id, taste);
    return taste;
  };
  return {
    name,
    archetype,
    dayOf: (date) => {
      const energy = pick([...modes, 'medium'] as const, draw(`${date} energy`));
      return {
        opens: draw(`${date} opens`) < 0.9,
        minutesLate: Math.round(120 * draw(`${date} late`)),
        energy,
        // Half of the time they do not say how they feel.
        asked: draw(`${date} asks`) < 0.5 ? energy : 'medium',
      };
    },
    chanceOf: (task, energy, met) => {
      const fit = baseScore(task, { archetype, mode: energy }) - 0.7;
      const odds = willingness + world.fitWorth * fit + tasteOf(task) - world.weariness * met;
      return 1 / (1 + Math.exp(-odds));
    },
    respond: (task, date, chance) => {
      const completed = draw(`${date} ${task.id} does`) < chance;
      // What is not done is not always called skipped.
      if (!completed) return { completed, said: draw(`${date} ${task.id} says`) < 0.7 };
      if (draw(`${date} ${task.id} rates`) > 0.5) return { completed, said: true };
      const pleasure = 3.6 + 0.55 * tasteOf(task) + 0.7 * normal(name, `${date} ${task.id} pleasure`);
      return { completed, said: true, rating: Math.min(5, Math.max(1, Math.round(pleasure))) };
    },
  };
}

function pick<T>(items: readonly [T, ...T[]] | readonly T[], draw: number): T {
  const item = items[Math.floor(draw * items.length)];
  if (item === undefined) throw new RangeError('Nothing to pick from');
  return item;
}

/** A normally distributed number that its name determines. */
function normal(name: string, what: string): number {
  const [one, other] = [drawSeeded(`${name} ${what} one`), drawSeeded(`${name} ${what} other`)];
  return Math.sqrt(-2 * Math.log(1 - one)) * Math.cos(2 * Math.PI * other);
}
