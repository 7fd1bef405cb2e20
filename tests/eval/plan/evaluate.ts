import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { phases } from '../../../shared/plan/index.ts';
import { taskSchema } from '../../../shared/tasks/index.ts';
import { makePeople, type World } from './make-people.ts';
import { bootstrap, type Interval, mean, measure, type Measured } from './measure.ts';
import { policies, type PolicyName } from './policies.ts';
import { type Offered, simulate } from './simulate.ts';

const file = new URL('../../../emulator-data/tasks.json', import.meta.url);
const library = z.array(taskSchema).parse(JSON.parse(readFileSync(file, 'utf8')));

export type Summary = {
  completion: Interval;
  regret: Interval;
  rating: Interval;
  variety: number;
  /** The share of people who met three different tasks or more of each category in each week. */
  varied: number;
  /** How much more of the same person's tasks is done under our policy, and how much less is regretted. */
  ourGain: Interval;
  ourRegret: Interval;
  /** The share of tasks done in each phase and in each week. */
  byPhase: number[];
  byWeek: number[];
};

/** The same people under each policy. */
export function evaluate(
  world: World,
  { people, weeks, seed = '' }: { people: number; weeks: number; seed?: string },
): Record<PolicyName, Summary> {
  const everyone = makePeople(people, world, seed);
  const run = (name: PolicyName) =>
    everyone.map((person) => simulate(person, policies[name], { library, weeks }));
  const knowing = run('knowing');
  const judge = (offered: Offered[][]) => ({
    offered,
    measured: offered.map((own, at) => measure(own, knowing[at] ?? [])),
  });
  const ours = judge(run('ours'));
  const less = (one: readonly Measured[], other: readonly Measured[], of: 'completion' | 'regret') =>
    bootstrap(one.map((own, at) => own[of] - (other[at]?.[of] ?? 0)));
  const summarise = ({ offered, measured }: ReturnType<typeof judge>): Summary => {
    const tasks = offered.flat();
    const done = (own: readonly Offered[]) => mean(own.map(({ completed }) => Number(completed)));
    return {
      completion: bootstrap(measured.map(({ completion }) => completion)),
      regret: bootstrap(measured.map(({ regret }) => regret)),
      rating: bootstrap(measured.flatMap(({ rating }) => rating ?? [])),
      variety: mean(measured.map(({ variety }) => variety)),
      varied: mean(measured.map(({ varied }) => Number(varied))),
      ourGain: less(ours.measured, measured, 'completion'),
      ourRegret: less(measured, ours.measured, 'regret'),
      byPhase: phases.map((phase) => done(tasks.filter((own) => own.phase === phase))),
      byWeek: Array.from({ length: weeks }, (_, week) =>
        done(tasks.filter(({ day }) => Math.floor(day / 7) === week)),
      ),
    };
  };
  return {
    base: summarise(judge(run('base'))),
    averages: summarise(judge(run('averages'))),
    averagesByFit: summarise(judge(run('averagesByFit'))),
    ours: summarise(ours),
    knowing: summarise(judge(knowing)),
  };
}
