import { defaultTuning, type Tuning } from '../../../shared/recall/index.ts';

/** What can be left out of the ranking, and the tuning that leaves it out. */
export const ablations: Readonly<Record<string, Partial<Tuning>>> = {
  stemming: { stem: false },
  neighbours: { following: [0, 0], preceding: [0, 0] },
  'second-neighbours': {
    following: [defaultTuning.following[0], 0],
    preceding: [defaultTuning.preceding[0], 0],
  },
  'direction-of-neighbours': { following: [0.45, 0.3], preceding: [0.45, 0.3] },
  speaker: { speaker: 1, role: 1 },
  asking: { asking: 1 },
  'time-wanted': { timed: 1 },
  period: { period: 1 },
  related: { related: 0 },
  bridge: { bridge: 0 },
  coverage: { coverage: 0 },
  recency: { recency: 0 },
  duplicates: { duplicate: Infinity },
  'length-discount': { lengthDiscount: 0.75 },
};

/** The tuning with the named parts left out. */
export function without(names: readonly string[]): Tuning {
  return names.reduce((tuning, name) => {
    const change = ablations[name];
    if (!change) throw new Error(`Not a part: ${name}. Parts: ${Object.keys(ablations).join(', ')}`);
    return { ...tuning, ...change };
  }, defaultTuning);
}
