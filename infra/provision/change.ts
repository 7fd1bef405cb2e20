/** One difference between what is and what should be, and what mends it. */
export type Change = {
  /** `+` makes, `~` changes. */
  sign: '+' | '~';
  resource: string;
  detail?: string;
  apply: () => Promise<unknown>;
};

/** The line a person reads. */
export function changeLine({ sign, resource, detail }: Change): string {
  return `${sign} ${resource}${detail === undefined ? '' : `: ${detail}`}`;
}

/** A change that would lose data; nothing was changed. */
export class RefusedChange extends Error {}

/** The fields in which `actual` differs from `wanted`, as `field: old → new`; fields not wanted are ignored. */
export function differences(wanted: Record<string, unknown>, actual: Record<string, unknown>): string[] {
  return Object.entries(wanted)
    .filter(([field, value]) => canonical(value) !== canonical(actual[field]))
    .map(([field, value]) => `${field} ${canonical(actual[field])} → ${canonical(value)}`);
}

function canonical(value: unknown): string {
  if (value === undefined) return 'unset';
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => a.localeCompare(b)))
      : inner,
  );
}
