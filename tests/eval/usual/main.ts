import { defaultRules, rulesSchema } from '../../../shared/preferences/index.ts';
import { guessQuantities, type Guess, precision, purchaseSchema } from './measure-usual.ts';
import { readLines } from './read-lines.ts';

const [file, rulesJson = '{}'] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write(`node tests/eval/usual/main.ts PURCHASES [RULES]
PURCHASES: JSON lines { at, userId, productId, quantity }, packed or not. RULES: JSON of rules that differ.
`);
  process.exit(2);
}

const rules = rulesSchema.parse(JSON.parse(rulesJson));
const guesses = guessQuantities(readLines(file, purchaseSchema), rules);

function print(name: string, chosen: readonly Guess[]): void {
  const { guesses: count, share, low, high } = precision(chosen);
  const said = chosen.reduce((sum, { confidence }) => sum + confidence, 0) / Math.max(1, chosen.length);
  const cells = [share, low, high, said].map((value) => value.toFixed(3));
  process.stdout.write(`${[name.padEnd(44), String(count).padStart(6), ...cells].join('  ')}\n`);
}

const above = guesses.filter(({ quantity }) => quantity > 1);
process.stdout.write(`${''.padEnd(44)}  asked  right  95% from     to  said\n`);
print('all guesses', guesses);
print(
  'one piece',
  guesses.filter(({ quantity }) => quantity === 1),
);
print('above one piece', above);
for (const bar of [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75]) {
  print(
    `above one piece, said with at least ${bar}`,
    above.filter(({ confidence }) => confidence >= bar),
  );
}
for (const purchases of [1, 2, 3, 4]) {
  print(
    `above one piece, bought ${purchases} times`,
    above.filter((guess) => guess.purchases === purchases),
  );
}
const filled = above.filter(({ confidence }) => confidence >= rules.usual.quantity);
print(`filled in (bar ${defaultRules.usual.quantity} by default)`, filled);
print(
  'filled in, of a usual item',
  filled.filter(({ usual }) => usual),
);
