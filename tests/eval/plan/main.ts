import { parseArgs } from 'node:util';
import { phases } from '../../../shared/plan/index.ts';
import { evaluate, type Summary } from './evaluate.ts';
import { middleWorld, type World } from './make-people.ts';
import type { Interval } from './measure.ts';
import type { PolicyName } from './policies.ts';

const { values } = parseArgs({
  options: {
    people: { type: 'string', default: '400' },
    weeks: { type: 'string', default: '8' },
    seed: { type: 'string', default: '' },
    world: { type: 'string', multiple: true, default: [] },
  },
});

/** Worlds in which what is learned is worth less and more. */
const worlds: Record<string, World> = {
  middle: middleWorld,
  'tastes nearer the archetype': { ...middleWorld, groupSpread: 0.8, taskSpread: 0.6 },
  'as the archetype foretells': { ...middleWorld, groupSpread: 0.3, taskSpread: 0.3 },
  'tastes all their own': { ...middleWorld, groupSpread: 1.5, taskSpread: 1.2, fitWorth: 1.5 },
  'soon weary': { ...middleWorld, weariness: 0.6 },
};
const names: Record<PolicyName, string> = {
  base: 'base',
  averages: 'fixed shares, averages, explores at random',
  averagesByFit: 'fixed shares, averages, explores by fit',
  ours: '**ours**',
  knowing: 'knows every taste',
};
const policyNames: readonly PolicyName[] = ['base', 'averages', 'averagesByFit', 'ours', 'knowing'];

const percent = (share: number) => (100 * share).toFixed(1);
const interval = ({ mean, low, high }: Interval, show: (value: number) => string) =>
  `${show(mean)} [${show(low)}, ${show(high)}]`;

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function row(name: string, summary: Summary): string {
  return `| ${[
    name,
    interval(summary.completion, percent),
    interval(summary.regret, percent),
    interval(summary.rating, (value) => value.toFixed(2)),
    `${summary.variety.toFixed(1)}, ${percent(summary.varied)}%`,
    interval(summary.ourGain, percent),
    interval(summary.ourRegret, percent),
  ].join(' | ')} |`;
}

const [people, weeks] = [Number(values.people), Number(values.weeks)];
for (const [name, world] of Object.entries(worlds)) {
  if (values.world.length > 0 && !values.world.includes(name)) continue;
  const summaries = evaluate(world, { people, weeks, seed: values.seed });
  print(
    `${name}: ${people} people, ${weeks} weeks`,
    '',
    '| policy | done, % | regret, points | rating | tasks a week, people with 3+ | ours does more by | ours regrets less by |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...policyNames.map((policy) => row(names[policy], summaries[policy])),
    '',
    `| policy | ${phases.join(' | ')} | ${Array.from({ length: weeks }, (_, week) => `week ${week + 1}`).join(' | ')} |`,
    `| --- ${'| --: '.repeat(phases.length + weeks)}|`,
    ...policyNames.map((policy) => {
      const { byPhase, byWeek } = summaries[policy];
      return `| ${[names[policy], ...byPhase.map(percent), ...byWeek.map(percent)].join(' | ')} |`;
    }),
    '',
  );
}
