import { type Rules, rulesSchema } from './rules.ts';
import { locate } from './locate.ts';

/** What is wrong with a rules file, where, and with which rule; a path is as `usual.badge`. */
export type RulesProblem = { line: number; column: number; path: string; rule: string };

export type ParsedRules = { rules: Rules; problems?: never } | { rules?: never; problems: RulesProblem[] };

/** So many characters are more than any rules need. */
const longest = 200_000;

/** Reads rules written in YAML; what they leave out is as in `rules.yaml`. Tells every problem with its place. */
export async function parseRules(text: string): Promise<ParsedRules> {
  if (text.length > longest) {
    return { problems: [{ line: 1, column: 1, path: '', rule: `Must have at most ${longest} characters` }] };
  }
  // Few processes ever read a rules file, and the parser takes its time to load.
  const { LineCounter, parseDocument } = await import('yaml');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return { problems: broken.map(({ pos, message }) => ({ ...placeOf(pos[0]), path: '', rule: message })) };
  }
  let said: unknown;
  try {
    said = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (cause) {
    const rule = cause instanceof Error ? cause.message : 'Cannot be read';
    return { problems: [{ ...placeOf(0), path: '', rule }] };
  }
  const read = rulesSchema.safeParse(said);
  if (read.success) return { rules: read.data };
  const problems = read.error.issues.flatMap(({ path, message, ...issue }) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...path, key], rule: 'There is no such rule', isKey: true }))
      : [{ path, rule: message, isKey: issue.code === 'invalid_key' }],
  );
  return {
    problems: problems
      .map(({ path, rule, isKey }) => ({
        ...placeOf(locate(document, path, isKey)),
        path: path.join('.'),
        rule,
      }))
      .sort((a, b) => a.line - b.line || a.column - b.column),
  };
}

/** The problem as one line: place, path, rule. */
export function describeRulesProblem({ line, column, path, rule }: RulesProblem): string {
  return `${line}:${column} ${path === '' ? '' : `${path}: `}${rule}`;
}
