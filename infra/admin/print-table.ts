/** Rows under their headings, in columns as wide as they need to be. */
export function table(rows: readonly Record<string, string | number>[]): string {
  const [first] = rows;
  if (!first) return '';
  const names = Object.keys(first);
  const cells = [names, ...rows.map((row) => names.map((name) => oneLine(String(row[name] ?? ''))))];
  const widths = names.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}

/** One line for each field, nested ones under a dotted name; what is empty is left out. */
export function fields(value: object, prefix = ''): string {
  return Object.entries(value)
    .flatMap(([name, part]: [string, unknown]) => {
      if (part === null || part === undefined || part === '') return [];
      if (isList(part)) return part.length === 0 ? [] : [`${prefix}${name}: ${oneLine(part.join(', '))}`];
      if (typeof part === 'object') return [fields(part, `${prefix}${name}.`)].filter(Boolean);
      return [`${prefix}${name}: ${oneLine(textOf(part))}`];
    })
    .join('\n');
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value));
const isList = (value: unknown): value is readonly string[] => Array.isArray(value);

/** A time as a person reads it, or a dash for never. */
export function moment(at: number | null | undefined): string {
  return at ? new Date(at).toISOString().slice(0, 16).replace('T', ' ') : '-';
}

/** Control characters could move a terminal's cursor and repaint what was said before. */
export function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/\p{Cc}|\p{Cf}/gu, '');
}
