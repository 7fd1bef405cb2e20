import { Cron } from 'croner';

/** Unix cron alone: croner would also take `L`, `#`, `?` and nicknames, which Cloud Scheduler refuses. */
const unixCron = /^\s*([\d*/,-]+\s+){3}([\d*/,-]|[A-Za-z]{3})+\s+([\d*/,-]|[A-Za-z]{3})+\s*$/;

/**
 * The first time after `after` (milliseconds) that the five-field schedule names on the clocks of the time
 * zone, or undefined when there is none. Throws a RangeError for a schedule or zone that cannot be read.
 */
export function nextRun(schedule: string, timeZone: string, after: number): number | undefined {
  if (!unixCron.test(schedule)) throw new RangeError(`the schedule "${schedule}" is not in unix-cron format`);
  const timezone = timeZone || 'UTC';
  try {
    return new Cron(schedule, { timezone, mode: '5-part', paused: true }).nextRun(new Date(after))?.getTime();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new RangeError(`the schedule "${schedule}" in ${timezone} cannot be read: ${reason}`, { cause });
  }
}
