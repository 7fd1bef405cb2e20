import type { WeekTexts } from './week-texts.ts';

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
const times = (count: number) => counted(count, 'time', 'times');
const tasks = (count: number) => counted(count, 'task', 'tasks');
const days = (count: number) => counted(count, 'day', 'days');
const quoted = (title: string) => `“${title.replace(/[.!?…]+$/, '')}”`;

export const textsEn: WeekTexts = {
  categories: {
    hydration: 'hydration',
    movement: 'movement',
    nutrition: 'nutrition',
    wellness: 'peace of mind',
    recovery: 'recovery',
    work: 'work',
  },
  absent: 'There were no plans this week, and no harm in that: any day is a good one to begin.',
  quietSoFar: 'Nothing is ticked off yet, but the week is not over.',
  quiet:
    'The tasks had to wait this week. It happens, and nothing is lost: it all begins with one small thing.',
  rested: 'You rested this week. Strength has to be gathered too.',
  restedSoFar: 'So far this week you have rested: strength has to be gathered too.',
  wholeSoFar: 'Everything you set out to do so far is done.',
  strongSoFar: 'The week is going well.',
  fairSoFar: 'The week is going steadily: something is done already, and it shows.',
  littleSoFar: 'The week is still going, and every task you did counts.',
  whole: 'Everything you set out to do is done. A week worth framing.',
  strong: 'A strong week: most of what you set out to do is done.',
  fair: 'A steady week: a good deal is done, and it shows.',
  little: 'Not the easiest of weeks, but every task you did counts.',
  more: (count) => `That is ${tasks(count)} more than the week before.`,
  best: (category, done, total) => `What went best was ${category}: ${done} of ${total}.`,
  run: (count) => `You have done something ${days(count)} in a row.`,
  record: (count) => `You have done something ${days(count)} in a row, your best run so far.`,
  firm: (category) => `Your firmest habit is ${category}.`,
  rest: (count) => `You took ${days(count)} of rest, and your run of days is none the worse for it.`,
  beginAgain: (title, minutes) =>
    `Take one thing to begin with, say ${quoted(title)}: ${counted(minutes, 'minute', 'minutes')}, no more.`,
  askMe: 'Ask me in the morning what is in the plan: I shall find something small.',
  fewer: (category) => `For now ${category} is hard going. Twice a week will do, as long as it happens.`,
  keep: (title) => `Keep ${quoted(title)}: it works for you.`,
  bestTime: (best, worst) => `You get more done ${best} than ${worst}: put what matters there.`,
  timesOfDay: { morning: 'in the morning', afternoon: 'in the afternoon', evening: 'in the evening' },
  addMore: 'You may add something new, or something harder: you have strength to spare.',
  goOn: 'Carry on just so: nothing needs adding.',
  title: (dates) => `The week of ${dates}`,
  done: (done, total, percent) => `${done} of ${total} done (${percent}%)`,
  active: (count) => `${days(count)} with something done`,
  stillOpen: (count) => `still open today: ${count}`,
  favourites: 'Most often',
  favouritesOnce: 'Among what is done',
  times,
  streak: (current, longest) => `Days in a row: ${current}, best run: ${longest}`,
  ahead: 'For the week ahead',
  onwards: 'From here on',
};
