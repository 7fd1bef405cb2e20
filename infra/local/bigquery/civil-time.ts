const datePart = String.raw`(\d{4})-(\d{1,2})-(\d{1,2})`;
const timePart = String.raw`(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{0,9}))?)?`;
const zonePart = String.raw`\s*(Z|UTC|GMT|[+-]\d{1,2}(?::?\d{2})?|[A-Za-z]+\/[A-Za-z_+\-/0-9]+)`;
const dateOnly = new RegExp(`^${datePart}$`);
const timeOnly = new RegExp(`^${timePart}$`);
const civil = new RegExp(`^${datePart}(?:[ Tt]${timePart})?$`);
const zoned = new RegExp(`^${datePart}(?:[ Tt]${timePart})?(?:${zonePart})?$`, 'i');

const microsPerSecond = 1_000_000n;
const microsPerDay = 86_400n * microsPerSecond;
const firstMicros = -62_135_596_800n * microsPerSecond;
const lastMicros = 253_402_300_800n * microsPerSecond;

/** Days since 1970 of `YYYY-MM-DD`, or nothing when it is no date. */
export function parseDate(text: string): number | undefined {
  const match = dateOnly.exec(text.trim());
  return match ? days(match[1], match[2], match[3]) : undefined;
}

/** Microseconds since midnight of `HH:MM:SS[.ffffff]`. */
export function parseTime(text: string): bigint | undefined {
  const match = timeOnly.exec(text.trim());
  return match ? clock(match[1], match[2], match[3], match[4]) : undefined;
}

/** Microseconds of a date and time that name no zone. */
export function parseDatetime(text: string): bigint | undefined {
  return civilMicros(civil.exec(text.trim()));
}

/** Microseconds since 1970 of an instant; without a zone it is UTC. */
export function parseTimestamp(text: string): bigint | undefined {
  const match = zoned.exec(text.trim());
  const micros = civilMicros(match);
  if (micros === undefined) return undefined;
  const offset = zoneOffset(match?.[8], micros);
  return offset === undefined ? undefined : inRange(micros - offset);
}

/** Microseconds of an instant told in seconds. */
export function secondsToMicros(seconds: number): bigint | undefined {
  const whole = Math.floor(seconds);
  if (!Number.isFinite(whole) || Math.abs(whole) > 1e12) return undefined;
  return inRange(BigInt(whole) * microsPerSecond + BigInt(Math.round((seconds - whole) * 1e6)));
}

function civilMicros(match: RegExpExecArray | null): bigint | undefined {
  if (!match) return undefined;
  const date = days(match[1], match[2], match[3]);
  const time = match[4] === undefined ? 0n : clock(match[4], match[5], match[6], match[7]);
  return date === undefined || time === undefined ? undefined : BigInt(date) * microsPerDay + time;
}

function days(year = '', month = '', day = ''): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const real =
    Number(year) > 0 && date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  return real ? date.getTime() / 86_400_000 : undefined;
}

function clock(hour = '0', minute = '0', second = '0', fraction = ''): bigint | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  // BigQuery keeps microseconds and refuses what would lose digits.
  if (/[1-9]/.test(fraction.slice(6))) return undefined;
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  return BigInt(seconds) * microsPerSecond + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}

function zoneOffset(zone: string | undefined, civilTime: bigint): bigint | undefined {
  if (zone === undefined || /^(?:Z|UTC|GMT)$/i.test(zone)) return 0n;
  const match = /^([+-])(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (!match) return namedOffset(zone, civilTime);
  const minutes = BigInt(Number(match[2]) * 60 + Number(match[3] ?? 0));
  if (minutes > 14n * 60n) return undefined;
  return (match[1] === '-' ? -minutes : minutes) * 60n * microsPerSecond;
}

function namedOffset(timeZone: string, civilTime: bigint): bigint | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  } catch {
    return undefined;
  }
  const offsetAt = (micros: bigint): bigint => {
    const parts = format.formatToParts(Number(micros / 1000n));
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value.replace('GMT', '') ?? '';
    return (name === '' ? 0n : zoneOffset(name, micros)) ?? 0n;
  };
  // The offset depends on the instant, and the instant on the offset: the second look settles it.
  return offsetAt(civilTime - offsetAt(civilTime));
}

const inRange = (micros: bigint) => (micros >= firstMicros && micros < lastMicros ? micros : undefined);

const padded = (value: number, width: number) => String(value).padStart(width, '0');

/** `YYYY-MM-DD`. */
export function formatDate(day: number): string {
  const date = new Date(day * 86_400_000);
  return `${padded(date.getUTCFullYear(), 4)}-${padded(date.getUTCMonth() + 1, 2)}-${padded(date.getUTCDate(), 2)}`;
}

/** `HH:MM:SS`, with the fraction only where there is one. */
export function formatTime(micros: bigint): string {
  const seconds = Number(micros / microsPerSecond);
  const fraction = micros % microsPerSecond;
  const whole = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => padded(part, 2))
    .join(':');
  return fraction === 0n ? whole : `${whole}.${String(fraction).padStart(6, '0')}`;
}

/** `YYYY-MM-DDTHH:MM:SS[.ffffff]`. */
export function formatDatetime(micros: bigint): string {
  const time = ((micros % microsPerDay) + microsPerDay) % microsPerDay;
  return `${formatDate(Number((micros - time) / microsPerDay))}T${formatTime(time)}`;
}
