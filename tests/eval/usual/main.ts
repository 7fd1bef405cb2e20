import { rulesSchema } from '../../../shared/preferences/index.ts';
import { purchaseSchema } from './measure-usual.ts';
import { quantityReport } from './quantity-report.ts';
import { readLines } from './read-lines.ts';

const [file, rulesJson = '{}'] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write(`npm run eval:usual -- PURCHASES [RULES]
PURCHASES: JSON lines { at, userId, productId, quantity }, packed or not. RULES: JSON of rules that differ.
`);
  process.exit(2);
}

const lines = quantityReport(readLines(file, purchaseSchema), rulesSchema.parse(JSON.parse(rulesJson)));
process.stdout.write(`${lines.join('\n')}\n`);
