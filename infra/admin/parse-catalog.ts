import { UsageError } from './usage.ts';

/** What is to be done with the catalog. */
export type CatalogCommand =
  | { verb: 'catalog'; action: 'import'; file: string; skipBad: boolean }
  | { verb: 'catalog'; action: 'repack' };

const actions = ['import', 'repack'] as const;

/** The command that the words after `catalog` are; throws UsageError naming what is wrong. */
export function parseCatalog(
  words: readonly string[],
  { 'skip-bad': skipBad = false }: { 'skip-bad'?: boolean | undefined },
): CatalogCommand {
  const [given, file, ...rest] = words;
  const action = actions.find((one) => one === given);
  if (!action) throw new UsageError('catalog is followed by import or repack.');
  const extra = action === 'import' ? rest[0] : file;
  if (extra !== undefined) throw new UsageError(`catalog ${action} takes no ${extra}.`);
  if (action === 'repack') {
    if (skipBad) throw new UsageError('catalog repack takes no --skip-bad.');
    return { verb: 'catalog', action };
  }
  if (file === undefined) throw new UsageError('catalog import needs a file: JSON lines, or .csv.');
  return { verb: 'catalog', action, file, skipBad };
}
