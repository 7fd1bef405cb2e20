import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseScore } from '../../../shared/plan/base-score.ts';
import { bestOf } from '../../../shared/plan/best-of.ts';
import {
  type Candidate,
  type Chance,
  pickChance,
  weighAdaptive,
  weighBase,
} from '../../../shared/plan/choose-task.ts';
import { drawSeeded } from '../../../shared/plan/draw-seeded.ts';
import { judgeTask, phases, strengthOf } from '../../../shared/plan/index.ts';
import { foretell } from '../../../shared/plan/judge-task.ts';
import { restTasks } from '../../../shared/plan/rest-tasks.ts';

const hour = 3_600_000;
const count = fc.integer({ min: 0, max: 60 });
const tallies = fc.record({
  completed: count,
  skipped: count,
  rated: fc.constant(0),
  ratingSum: fc.constant(0),
});
const candidates = fc.array(
  fc.record({
    base: fc.double({ min: 0, max: 1, noNaN: true }),
    tally: fc.option(tallies, { nil: undefined }),
    weight: fc.constantFrom(1, 1, 1, 0.02, 1.8),
  }),
  { minLength: 1, maxLength: 12 },
);

const done = (completed: number, skipped = 0) => ({ completed, skipped, rated: 0, ratingSum: 0 });
const plain = (base: number, tally?: ReturnType<typeof done>): Candidate => ({ base, tally, weight: 1 });
const shareOf = (chances: readonly Chance<Candidate>[], because: string) =>
  chances
    .filter((chance) => chance.because === because)
    .reduce((sum, { probability }) => sum + probability, 0);

describe('the base score', () => {
  it('is seven parts archetype and three parts mode', () => {
    const archetypeFit = {
      foundation_builder: 1,
      transformation_seeker: 0,
      systematic_improver: 0.5,
      peak_performer: 0,
      resilience_rebuilder: 0,
      connected_explorer: 0,
    };
    const modeFit = { high: 0, medium: 1, low: 0.5 };
    const task = { archetypeFit, modeFit };
    expect(baseScore(task, { archetype: 'foundation_builder', mode: 'high' })).toBeCloseTo(0.7);
    expect(baseScore(task, { archetype: 'peak_performer', mode: 'medium' })).toBeCloseTo(0.3);
    expect(baseScore(task, { archetype: 'systematic_improver', mode: 'low' })).toBeCloseTo(0.5);
  });
});

describe('rotation', () => {
  const tasks = ['a1', 'a2', 'b1', 'c1'].map((id) => ({ id, variationGroup: id.slice(0, 1) }));
  const rested = (rotation: Record<string, number>, at: number, offered = tasks) =>
    restTasks(offered, tasks, rotation, { at, hours: 48 }).map(({ id }) => id);
  const long = 1000 * hour;

  it('leaves a whole group out until its hours are over', () => {
    expect(rested({ a1: 0 }, 48 * hour - 1)).toEqual(['b1', 'c1']);
    expect(rested({ a1: 0 }, long)).toEqual(['a1', 'a2', 'b1', 'c1']);
  });

  it('rests ahead of a coming day that was planned before, and takes the group furthest from it', () => {
    expect(rested({ a1: 72 * hour }, 48 * hour)).toEqual(['b1', 'c1']);
    expect(rested({ a1: 72 * hour, b1: 96 * hour, c1: 60 * hour }, 49 * hour)).toEqual(['b1']);
  });

  it('minds a task of the group that is not on offer itself', () => {
    expect(rested({ a1: 0 }, hour, tasks.slice(1))).toEqual(['b1', 'c1']);
  });

  it('takes the longest rested group where none has rested enough', () => {
    expect(rested({ a1: 2, b1: 1, c1: 3 }, hour)).toEqual(['b1']);
  });

  it('lets what came up in the last days rest while they knew two tasks alone', () => {
    expect(rested({ a1: 0, b1: 24 * hour }, 72 * hour)).toEqual(['a2', 'c1']);
    expect(rested({ c1: 0, a1: 0, b1: 24 * hour }, 72 * hour)).toEqual(['a1', 'a2', 'b1', 'c1']);
  });

  it('never empties what is not empty, and lets none through that should rest', () => {
    const ids = fc.constantFrom('a1', 'a2', 'b1', 'c1');
    fc.assert(
      fc.property(fc.dictionary(ids, fc.integer({ min: 0, max: 96 })), (hours) => {
        const at = 96;
        const rotation = Object.fromEntries(Object.entries(hours).map(([id, then]) => [id, then * hour]));
        const left = restTasks(tasks, tasks, rotation, { at: at * hour, hours: 48 });
        const rests = ({ variationGroup }: { variationGroup: string }) =>
          Object.entries(hours).some(([id, then]) => id.startsWith(variationGroup) && at - then < 48);
        expect(left.length).toBeGreaterThan(0);
        expect(left.some(rests)).toBe(tasks.every(rests));
      }),
    );
  });
});

describe('the belief about a task', () => {
  it('is the base score before any experience', () => {
    expect(strengthOf(judgeTask(0.7, undefined))).toBeCloseTo(0.7);
  });

  it('lies between the base score and what was seen, nearer to what was seen the more there is', () => {
    const few = strengthOf(judgeTask(0.5, done(2)));
    const many = strengthOf(judgeTask(0.5, done(20)));
    expect(few).toBeGreaterThan(0.5);
    expect(many).toBeGreaterThan(few);
    expect(many).toBeLessThan(1);
  });

  it('falls with each skip and rises with each completion', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), tallies, (base, tally) => {
        const strength = strengthOf(judgeTask(base, tally));
        const skipped = strengthOf(judgeTask(base, { ...tally, skipped: tally.skipped + 1 }));
        const completed = strengthOf(judgeTask(base, { ...tally, completed: tally.completed + 1 }));
        expect(skipped).toBeLessThan(strength);
        expect(completed).toBeGreaterThan(strength);
      }),
    );
  });

  it('begins higher where the kin of a task were done, and lower where they were skipped', () => {
    const foretold = (tally?: ReturnType<typeof done>) => foretell(0.6, [{ base: 0.6, tally }]);
    expect(foretold()).toBe(0.6);
    expect(foretold(done(4))).toBeGreaterThan(0.6);
    expect(foretold(done(0, 4))).toBeLessThan(0.6);
    expect(foretell(0.6, [])).toBe(0.6);
  });

  it('is higher for a task rated 5 than for one rated 1', () => {
    const rated = (rating: number) => judgeTask(0.5, { ...done(1), rated: 1, ratingSum: rating });
    expect(strengthOf(rated(5))).toBeGreaterThan(strengthOf(rated(1)));
  });
});

describe('the chance to be best', () => {
  it('is what drawing from the beliefs would come to', () => {
    // Beta(2,1) is the greater of two even draws, Beta(1,2) the lesser.
    const [high, low] = bestOf([
      { alpha: 2, beta: 1 },
      { alpha: 1, beta: 2 },
    ]);
    expect(high).toBeCloseTo(5 / 6, 3);
    expect(low).toBeCloseTo(1 / 6, 3);
  });

  it('is the same for equals and all of it for one alone', () => {
    expect(bestOf([{ alpha: 3, beta: 2 }])).toEqual([1]);
    const even = { alpha: 900, beta: 100 };
    for (const chance of bestOf([even, even, even, even])) expect(chance).toBeCloseTo(0.25);
  });
});

describe('the adaptive policy', () => {
  it('gives every candidate at most one chance, and chances of one in all', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...phases),
        candidates,
        fc.integer({ min: 0, max: 12 }),
        (phase, all, tried) => {
          const chances = weighAdaptive(phase, all, tried);
          expect(new Set(chances.map(({ candidate }) => candidate)).size).toBe(chances.length);
          expect(chances.every(({ probability }) => probability >= 0 && probability <= 1 + 1e-9)).toBe(true);
          expect(chances.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
        },
      ),
    );
  });

  const mixed = [plain(0.6), plain(0.6), plain(0.5, done(4)), plain(0.5, done(3)), plain(0.5, done(0, 3))];

  it('tries the untried 80 times of 100 in discovery', () => {
    const chances = weighAdaptive('discovery', mixed, 3);
    expect(shareOf(chances, 'untried')).toBeCloseTo(0.8);
    expect(shareOf(chances, 'tried')).toBeCloseTo(0.2);
  });

  it('looks again at what was tried once five of a category were', () => {
    expect(shareOf(weighAdaptive('discovery', mixed, 5), 'untried')).toBeCloseTo(0.2);
  });

  it('takes favourites 70 times of 100 in establishment', () => {
    const chances = weighAdaptive('establishment', mixed, 3);
    expect(shareOf(chances, 'favourite')).toBeCloseTo(0.7);
    expect(shareOf(chances, 'exploration')).toBeCloseTo(0.3);
  });

  it('takes the proven 85 times of 100 in mastery', () => {
    const chances = weighAdaptive('mastery', mixed, 3);
    expect(shareOf(chances, 'proven')).toBeCloseTo(0.85);
    expect(shareOf(chances, 'novelty')).toBeCloseTo(0.15);
  });

  it.each(phases)('chooses from what there is where the other kind is lacking, in %s', (phase) => {
    const untried = weighAdaptive(phase, [plain(0.4), plain(0.6)], 0);
    expect(untried.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1);
    const tried = weighAdaptive(phase, [plain(0.5, done(3))], 1);
    expect(tried.map(({ probability }) => probability)).toEqual([1]);
  });

  it('prefers a favourite that was kept to over one that was skipped as often', () => {
    const disliked = plain(0.5, done(0, 9));
    const chances = weighAdaptive(
      'establishment',
      [plain(0.5, done(8)), plain(0.5, done(8, 2)), disliked],
      3,
    );
    expect(chances[0]!.probability).toBeGreaterThan(chances[1]!.probability);
    expect(chances[1]!.because).toBe('favourite');
  });

  it('does not rest a favourite upon one lucky completion', () => {
    const chances = weighAdaptive('establishment', [plain(0.3, done(1)), plain(0.6, done(9, 1))], 2);
    expect(chances.map(({ candidate, because }) => [candidate.base, because])).toEqual([[0.6, 'favourite']]);
  });

  it.each(['establishment', 'mastery'] as const)(
    'explores nothing that is known to please less, in %s',
    (phase) => {
      const [kept, skipped, untried] = [plain(0.6, done(5)), plain(0.6, done(0, 3)), plain(0.3)];
      const chosen = (all: Candidate[]) => weighAdaptive(phase, all, 2).map(({ candidate }) => candidate);
      expect(chosen([kept, skipped, untried])).toEqual([kept, untried]);
      expect(chosen([kept, skipped])).toEqual([kept]);
    },
  );

  it('lets no liking outweigh what harms', () => {
    const harmful = { ...plain(0.9, done(40)), weight: 0.005 };
    const chances = weighAdaptive('mastery', [harmful, plain(0.5, done(2, 1)), plain(0.4)], 2);
    expect(chances.find(({ candidate }) => candidate === harmful)?.probability ?? 0).toBeLessThan(0.001);
  });

  it('leaves a task that a hint lowers, though nothing else of its kind is there', () => {
    const lowered = { ...plain(0.9), weight: 0.02 };
    const chances = weighAdaptive('discovery', [lowered, plain(0.4, done(1, 1))], 1);
    expect(chances.find(({ candidate }) => candidate === lowered)!.probability).toBeLessThan(0.1);
  });

  it('keeps the shares of a phase where a hint raises', () => {
    const chances = weighAdaptive('discovery', [{ ...plain(0.5), weight: 1.8 }, plain(0.5, done(1))], 1);
    expect(chances[0]!.probability).toBeCloseTo(0.8);
  });
});

describe('the base policy', () => {
  it('takes the best score for certain and equals by lot', () => {
    const chances = weighBase([plain(0.5), plain(0.9), plain(0.9)]);
    expect(chances.map(({ probability }) => probability)).toEqual([0, 0.5, 0.5]);
  });

  it('minds hints', () => {
    const chances = weighBase([{ ...plain(0.9), weight: 0.02 }, plain(0.4)]);
    expect(chances.map(({ probability }) => probability)).toEqual([0, 1]);
  });
});

describe('a draw', () => {
  it('picks each candidate as often as its chance says', () => {
    const chances = weighAdaptive(
      'establishment',
      [plain(0.7), plain(0.5, done(3)), plain(0.4, done(2, 1))],
      2,
    );
    const picks = Array.from({ length: 20_000 }, (_, at) => pickChance(chances, drawSeeded(`person ${at}`)));
    for (const chance of chances) {
      const share = picks.filter((pick) => pick === chance).length / picks.length;
      expect(share).toBeCloseTo(chance.probability, 1);
      expect(Math.abs(share - chance.probability)).toBeLessThan(0.015);
    }
  });

  it('is the same for the same seed and lies from 0 to 1', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const draw = drawSeeded(seed);
        expect(draw).toBe(drawSeeded(seed));
        expect(draw >= 0 && draw < 1).toBe(true);
      }),
    );
  });

  it('picks what has a chance, whatever is drawn, and nothing of nothing', () => {
    const chances = weighBase([plain(0.9), plain(0.1)]);
    expect(pickChance(chances, 1)?.candidate.base).toBe(0.9);
    expect(pickChance([], 0.5)).toBeUndefined();
  });
});
