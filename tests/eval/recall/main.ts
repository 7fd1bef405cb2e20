import { parseArgs } from 'node:util';
import { ablations, without } from './ablations.ts';
import { leaveOneOut } from './leave-one-out.ts';
import { loadConversations } from './load-conversations.ts';
import { makeHaystack } from './make-haystack.ts';
import { measure, type Measures, type Result } from './measure.ts';
import { timeRecall } from './time-recall.ts';
import { rankWithPlainBm25 } from './plain-bm25.ts';
import { simulateEmbeddings } from './simulate-embeddings.ts';
import { rankWithRecall, type RankOptions } from './rank-with-recall.ts';

const usage = `npm run eval:recall -- FILE [--without PART]... [--ablations] [--directory] [--haystack TURNS]
  [--embeddings] [--leave-one-out] [--speed]
Parts: ${Object.keys(ablations).join(', ')}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    without: { type: 'string', multiple: true, default: [] },
    ablations: { type: 'boolean', default: false },
    directory: { type: 'boolean', default: false },
    haystack: { type: 'string' },
    embeddings: { type: 'boolean', default: false },
    speed: { type: 'boolean', default: false },
    'leave-one-out': { type: 'boolean', default: false },
  },
});

const [file] = positionals;
if (file === undefined) {
  process.stderr.write(usage);
  process.exit(2);
}

const conversations = loadConversations(file);
const tuning = without(values.without);
const categoryNames = ['', 'several turns', 'time', 'inference', 'one turn'];

function print(...lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`);
}

function row(name: string, { questions, at5, at10, mrr }: Measures): string {
  return [
    name.padEnd(44),
    String(questions).padStart(5),
    ...[at5, at10, mrr].map((value) => value.toFixed(3)),
  ].join('  ');
}

function evaluate(options: RankOptions = {}): Result {
  return measure(conversations, (conversation) => rankWithRecall(conversation, { tuning, ...options }));
}

const turns = conversations.reduce((sum, { snippets }) => sum + snippets.length, 0);
print(`${conversations.length} conversations, ${turns} turns`, `${''.padEnd(44)}  asked   @5     @10    MRR`);
print(row('plain BM25', measure(conversations, rankWithPlainBm25).all));
const whole = evaluate();
print(row(['recall', ...values.without.map((part) => `without ${part}`)].join(', '), whole.all));
for (const [category, measures] of whole.categories) {
  print(row(`  category ${category} ${categoryNames[category] ?? ''}`, measures));
}

if (values.ablations) {
  print('', 'Left out, one at a time');
  for (const part of Object.keys(ablations)) {
    print(row(`  without ${part}`, evaluate({ tuning: without([...values.without, part]) }).all));
  }
}

if (values.directory) {
  print('', 'The directory: 16 segments opened against all');
  for (const snippetsPerSegment of [4, 8, 16]) {
    for (const most of [16, Infinity]) {
      const name = `  segments of ${snippetsPerSegment}, ${most === 16 ? '16 opened' : 'all opened'}`;
      print(row(name, evaluate({ snippetsPerSegment, most }).all));
    }
  }
}

if (values.haystack !== undefined) {
  const count = Number(values.haystack);
  print('', `Among ${count} turns of other talk`);
  for (const most of [16, Infinity]) {
    const result = measure(conversations, (conversation) =>
      rankWithRecall(conversation, {
        tuning,
        most,
        haystack: makeHaystack(conversation, conversations, count),
      }),
    );
    print(row(`  ${most === 16 ? '16 opened' : 'all opened'}`, result.all));
  }
}

if (values.embeddings) {
  print('', 'Fused with simulated embeddings');
  for (const [name, insight] of [
    ['none', 0],
    ['weak', 0.1],
    ['fair', 0.15],
    ['good', 0.2],
  ] as const) {
    for (const semantic of [tuning.semantic, 1e6]) {
      const result = measure(conversations, (conversation) =>
        rankWithRecall(conversation, {
          tuning: { ...tuning, semantic },
          embed: simulateEmbeddings(conversation, insight),
        }),
      );
      print(
        row(`  insight ${name}, ${semantic === tuning.semantic ? 'fused' : 'embeddings alone'}`, result.all),
      );
    }
  }
}

if (values['leave-one-out']) {
  print('', 'Constants tuned from a neutral start on the other conversations');
  for (const { held, tuned, measures } of leaveOneOut(conversations)) {
    print(row(`  held out ${held}`, measures), `    ${JSON.stringify(tuned)}`);
  }
}

const [needle] = conversations;
if (values.speed && needle) {
  print('', 'Speed');
  const questions = needle.questions.map(({ text }) => text);
  for (const count of [1_000, 10_000, 100_000]) {
    const snippets = [...makeHaystack(needle, conversations, count), ...needle.snippets].toSorted(
      (a, b) => a.at - b.at,
    );
    const { turns, segments, directoryBytes, open, choose, warm, processor } = timeRecall(
      snippets,
      questions,
      needle.now,
    );
    const milliseconds = (value: number) => `${value.toFixed(2)} ms`;
    print(
      `  ${turns} turns, ${segments} segments, directory ${Math.ceil(directoryBytes / 1000)} kB, 16 opened in ${milliseconds(open)}`,
      `    choose p50 ${milliseconds(choose.p50)} p99 ${milliseconds(choose.p99)}, question p50 ${milliseconds(warm.p50)} p99 ${milliseconds(warm.p99)}`,
      `    processor time: 16 opened ${milliseconds(processor.open)}, a question ${milliseconds(processor.warm)}`,
    );
  }
}
