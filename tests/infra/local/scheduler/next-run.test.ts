import { describe, expect, it } from 'vitest';
import { nextRun } from '../../../../infra/local/scheduler/next-run.ts';

function runs(schedule: string, timeZone: string, after: string, count: number): string[] {
  const found: string[] = [];
  let time = Date.parse(after);
  while (found.length < count) {
    time = nextRun(schedule, timeZone, time) ?? NaN;
    found.push(new Date(time).toISOString());
  }
  return found;
}

describe('nextRun', () => {
  it('names the next minute that fits, never the one it starts from', () => {
    expect(runs('*/15 * * * *', 'UTC', '2026-05-04T10:15:00Z', 2)).toEqual([
      '2026-05-04T10:30:00.000Z',
      '2026-05-04T10:45:00.000Z',
    ]);
  });

  it('reads lists, ranges, steps and names', () => {
    expect(runs('0 8-10/2,20 * JAN mon-tue', 'UTC', '2026-01-01T00:00:00Z', 4)).toEqual([
      '2026-01-05T08:00:00.000Z',
      '2026-01-05T10:00:00.000Z',
      '2026-01-05T20:00:00.000Z',
      '2026-01-06T08:00:00.000Z',
    ]);
  });

  it('runs on either when both the day of month and of week are given', () => {
    expect(runs('0 0 8 * 1', 'UTC', '2026-01-05T00:00:00Z', 2)).toEqual([
      '2026-01-08T00:00:00.000Z',
      '2026-01-12T00:00:00.000Z',
    ]);
  });

  it('stays at nine on the wall when summer time begins and ends', () => {
    expect(runs('0 9 * * *', 'Europe/Berlin', '2026-03-28T00:00:00Z', 2)).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
    ]);
    expect(runs('0 9 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z', 2)).toEqual([
      '2026-10-24T07:00:00.000Z',
      '2026-10-25T08:00:00.000Z',
    ]);
  });

  it('runs once in the hour that is skipped and once in the hour that comes twice', () => {
    expect(runs('30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    expect(runs('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('has nothing to say for a day that never comes', () => {
    expect(nextRun('0 0 31 2 *', 'UTC', 0)).toBeUndefined();
  });

  it.each(['', '* * * *', '0 * * * * *', '@daily', '60 * * * *', '0 0 L * *', '0 0 * * mondays', 'noon'])(
    'refuses the schedule "%s"',
    (schedule) => {
      expect(() => nextRun(schedule, 'UTC', 0)).toThrow(RangeError);
    },
  );

  it('refuses a time zone that does not exist', () => {
    expect(() => nextRun('0 0 * * *', 'Mars/Base', 0)).toThrow(RangeError);
  });
});
