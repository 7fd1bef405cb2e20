import type { TimestampFormat } from './encode-rows.ts';
import { invalid } from './refusal.ts';

/** How a call's format options want timestamps: seconds unless they say otherwise, as Google does. */
export function readTimestampFormat(option: (key: string) => unknown): TimestampFormat {
  const format = option('timestampOutputFormat') ?? 'TIMESTAMP_OUTPUT_FORMAT_UNSPECIFIED';
  switch (format) {
    case 'INT64':
      return 'micros';
    case 'FLOAT64':
      return 'seconds';
    case 'ISO8601_STRING':
      return 'iso';
    case 'TIMESTAMP_OUTPUT_FORMAT_UNSPECIFIED':
      return String(option('useInt64Timestamp')) === 'true' ? 'micros' : 'seconds';
    default:
      throw invalid(`Invalid value for timestampOutputFormat: ${JSON.stringify(format)}`);
  }
}
