import type { Firestore } from '@google-cloud/firestore';
import { importCatalog, repackCatalog } from '../../shared/catalog/index.ts';
import type { CatalogCommand } from './parse-catalog.ts';
import { drawProgress } from './draw-progress.ts';
import { oneLine } from './print-table.ts';
import { type LineProblem, readProducts } from './read-products.ts';

/** What a command answers; `failed` says that it is bad news. */
export type CatalogAnswer = { value: unknown; text: string; failed?: string };

const mostShown = 50;

/** Imports products or packs them anew; a file with a line that is wrong is not imported unless told so. */
export async function runCatalog(firestore: Firestore, command: CatalogCommand): Promise<CatalogAnswer> {
  if (command.action === 'repack') {
    const { version, products, packs } = await repackCatalog({ firestore });
    return {
      value: { version, products, packs },
      text: `${counted(products)} are in the catalog now; it is searched within a minute.`,
    };
  }
  const { products, problems } = await readProducts(command.file);
  const wrong = describe(problems);
  if (problems.length > 0 && !command.skipBad)
    return {
      value: { problems },
      text: wrong,
      failed: 'Nothing was imported; --skip-bad leaves such lines out.',
    };
  const progress = drawProgress(process.stderr);
  try {
    const imported = await importCatalog({ firestore, onProgress: progress.show }, products);
    const { written, unchanged, products: all } = imported;
    const text = `${counted(written)} written, ${unchanged.toLocaleString('en')} as they were; the catalog has ${all.toLocaleString('en')} and is searched within a minute.`;
    return { value: { ...imported, problems }, text: wrong === '' ? text : `${wrong}\n${text}` };
  } finally {
    progress.end();
  }
}

function describe(problems: readonly LineProblem[]): string {
  const lines = problems.slice(0, mostShown).map(({ line, path, rule }) => {
    const field = path === '' ? '' : `${oneLine(path)}: `;
    return `Line ${line}: ${field}${oneLine(rule)}`;
  });
  const more = problems.length - lines.length;
  return [...lines, ...(more > 0 ? [`And ${more} more.`] : [])].join('\n');
}

const counted = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'product' : 'products'}`;
