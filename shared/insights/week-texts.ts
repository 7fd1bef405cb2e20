import type { Category, TimeOfDay } from '../tasks/index.ts';

/** What is said of weeks, in one language. */
export type WeekTexts = Record<
  | 'absent'
  | 'quietSoFar'
  | 'quiet'
  | 'rested'
  | 'restedSoFar'
  | 'wholeSoFar'
  | 'strongSoFar'
  | 'fairSoFar'
  | 'littleSoFar'
  | 'whole'
  | 'strong'
  | 'fair'
  | 'little'
  | 'askMe'
  | 'addMore'
  | 'goOn'
  | 'favourites'
  | 'favouritesOnce'
  | 'onwards'
  | 'ahead',
  string
> & {
  categories: Record<Category, string>;
  timesOfDay: Record<TimeOfDay, string>;
  more: (count: number) => string;
  best: (category: string, done: number, total: number) => string;
  run: (count: number) => string;
  record: (count: number) => string;
  firm: (category: string) => string;
  rest: (count: number) => string;
  beginAgain: (title: string, minutes: number) => string;
  fewer: (category: string) => string;
  keep: (title: string) => string;
  bestTime: (best: string, worst: string) => string;
  title: (dates: string) => string;
  done: (done: number, total: number, percent: number) => string;
  active: (count: number) => string;
  stillOpen: (count: number) => string;
  times: (count: number) => string;
  streak: (current: number, longest: number) => string;
};
