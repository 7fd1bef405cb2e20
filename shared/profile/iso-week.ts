const day = 86_400_000;
const spelling = /^(\d{4})-W(\d{2})$/;

/** The ISO week that a date is in, e.g. 2026-W47. */
export function weekOfDate(date: string): string {
  const at = Date.parse(date);
  // A week is of the year that its Thursday is in.
  const thursday = new Date(at + (3 - weekday(at)) * day);
  const year = thursday.getUTCFullYear();
  const number = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / (7 * day)) + 1;
  return `${String(year).padStart(4, '0')}-W${String(number).padStart(2, '0')}`;
}

/** Whether the calendar has such a week; a year has 52 or 53. */
export function isWeek(week: string): boolean {
  return spelling.test(week) && Number(week.slice(6)) > 0 && weekOfDate(mondayOf(week)) === week;
}

/** The seven dates of a week, Monday first. */
export function datesOfWeek(week: string): string[] {
  const monday = Date.parse(mondayOf(week));
  return Array.from({ length: 7 }, (_, index) => dateOf(monday + index * day));
}

/** The week that many weeks after this one, or before it. */
export function shiftWeek(week: string, weeks: number): string {
  return weekOfDate(dateOf(Date.parse(mondayOf(week)) + weeks * 7 * day));
}

function mondayOf(week: string): string {
  const [, year = '', number = ''] = spelling.exec(week) ?? [];
  // The fourth of January is in the first week.
  const fourth = Date.parse(`${year}-01-04`);
  return dateOf(fourth + ((Number(number) - 1) * 7 - weekday(fourth)) * day);
}

/** From 0 on Monday to 6 on Sunday. */
function weekday(at: number): number {
  return (new Date(at).getUTCDay() + 6) % 7;
}

function dateOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
