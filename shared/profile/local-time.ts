const formats = new Map<string, Intl.DateTimeFormat>();
const day = 86_400_000;

/** What the clock shows at an instant where a person is, as the instant at which it would show that in UTC. */
function localTime(at: number, timeZone: string): number {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, date, hour, minute, second);
}

/** The date on a person's calendar at an instant. */
export function localDate(at: number, timeZone: string): string {
  return new Date(localTime(at, timeZone)).toISOString().slice(0, 10);
}

/** The hour that a person's clock shows at an instant, from 0 to 23. */
export function localHour(at: number, timeZone: string): number {
  return new Date(localTime(at, timeZone)).getUTCHours();
}

/**
 * The instant at which a person's clock shows this time of a date; the first, where it shows it twice, and where the
 * clock is put forward over it, as long after the change as the time is.
 */
export function instantOf(date: string, hours: number, timeZone: string): number {
  const shown = Date.parse(date) + hours * 3_600_000;
  // The clock is changed at most once in these two days; each of its offsets makes one candidate.
  const [before, after] = [shown - day, shown + day].map((near) => shown - offsetAt(near, timeZone));
  const shows = [before, after].find((at) => at !== undefined && localTime(at, timeZone) === shown);
  return shows ?? before ?? shown;
}

function offsetAt(at: number, timeZone: string): number {
  const whole = Math.floor(at / 1000) * 1000;
  return localTime(whole, timeZone) - whole;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  // To make one takes a hundred times longer than to use it; the bound keeps spellings from filling the memory.
  if (formats.size > 500) formats.clear();
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  });
  formats.set(timeZone, format);
  return format;
}
