import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  defaultRules,
  describeRulesProblem,
  parseRules,
  type Rules,
  rulesSchema,
} from '../../../shared/preferences/index.ts';
import { purchaseSchema } from '../usual/measure-usual.ts';
import { quantityReport } from '../usual/quantity-report.ts';
import { readLines } from '../usual/read-lines.ts';
import { estimate } from './bootstrap.ts';
import { butlerRanker } from './butler-ranker.ts';
import { loadJourney } from './load-journey.ts';
import { naiveRanker } from './naive-ranker.ts';
import { popularityRanker } from './popularity-ranker.ts';
import { type Judged, replayJourney } from './replay-journey.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    from: { type: 'string', default: '0.8' },
    to: { type: 'string', default: '1' },
    rules: { type: 'string' },
  },
});
const [purchasesFile, productsFile] = positionals;
if (purchasesFile === undefined || productsFile === undefined) {
  process.stderr.write(`npm run eval:rank -- PURCHASES PRODUCTS [--rules FILE] [--from SHARE] [--to SHARE]
PURCHASES: JSON lines { at, userId, productId, quantity }. PRODUCTS: { productId, brand, category, type, department }.
Either packed or not. The purchases judged are the last fifth; tune on earlier ones only, e.g. --from 0.6 --to 0.8.
`);
  process.exit(2);
}

async function readRules(file: string): Promise<Rules> {
  const { rules, problems } = await parseRules(readFileSync(file, 'utf8'));
  if (rules) return rules;
  throw new Error(problems.map((problem) => `${file}: ${describeRulesProblem(problem)}`).join('\n'));
}

const print = (...cells: string[]) => process.stdout.write(`${cells.join('  ')}\n`);
const name = (text: string) => text.padEnd(44);
const number = (value: number) => value.toFixed(4).padStart(7);

const rules = values.rules === undefined ? defaultRules : await readRules(values.rules);
const journey = loadJourney(purchasesFile, productsFile);
const { told, products } = journey;
const impersonal = rulesSchema.parse({ ...rules, rank: { ...rules.rank, personal: 0 } });
const rankers = [
  ['popularity', popularityRanker()],
  ['naive', naiveRanker()],
  ['Butler without anyone’s preferences', butlerRanker(impersonal, products)],
  ['Butler without a guess at the unsold', butlerRanker(rules, 0)],
  ['Butler', butlerRanker(rules, products)],
] as const;
const butler = rankers.length - 1;
const span = { from: Number(values.from), to: Number(values.to) };
const judged = replayJourney(
  journey,
  rankers.map(([, ranker]) => ranker),
  span,
);

type Gains = (row: Judged) => readonly number[];
function report(title: string, rows: readonly Judged[], gains: Gains): void {
  print(name(`${title}: ${rows.length}`), ' NDCG@10', '  from', '     to', ' Butler above by');
  rankers.forEach(([ranker], place) => {
    const gain = (at: number) => (row: Judged) => gains(row)[at] ?? 0;
    const { mean, low, high } = estimate(rows, gain(place));
    const ahead = estimate(rows, (row) => gain(butler)(row) - gain(place)(row));
    const by = place === butler ? [] : [ahead.mean, ahead.low, ahead.high];
    print(name(`  ${ranker}`), ...[mean, low, high, ...by].map(number));
  });
}

const among = (includes: (row: Judged) => boolean) => judged.filter(includes);
const gains: Gains = (row) => row.gains;
report('All purchases', judged, gains);
report('  of what this person had bought before', among(({ again }) => again), gains); // prettier-ignore
report('  of what others had', among(({ again, known }) => known && !again), gains); // prettier-ignore
report('  of what nobody had', among(({ known }) => !known), gains); // prettier-ignore
report(
  'Ranked among what anyone had bought before',
  among(({ known }) => known),
  ({ gainsAmongKnown }) => gainsAmongKnown,
);

const first = told[Math.floor(span.from * told.length)];
const end = told[Math.floor(span.to * told.length) - 1];
const bought = readLines(purchasesFile, purchaseSchema).filter(({ at }) => at * 1000 <= (end?.event.at ?? 0));
print(['', ...quantityReport(bought, rules, (first?.event.at ?? 0) / 1000)].join('\n'));
