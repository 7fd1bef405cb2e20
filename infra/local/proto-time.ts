type Seconds = number | string | { toNumber(): number };
type SecondsAndNanos = { seconds?: Seconds | null; nanos?: number | null };

/** Milliseconds of a protobuf Duration or Timestamp. */
export function millisOf(time: SecondsAndNanos): number {
  const seconds = time.seconds ?? 0;
  const whole = typeof seconds === 'object' ? seconds.toNumber() : Number(seconds);
  return whole * 1000 + (time.nanos ?? 0) / 1e6;
}

/** A protobuf Duration or Timestamp of that many milliseconds (non-negative). */
export function fromMillis(millis: number): { seconds: number; nanos: number } {
  const seconds = Math.floor(millis / 1000);
  return { seconds, nanos: Math.round((millis - seconds * 1000) * 1e6) };
}
