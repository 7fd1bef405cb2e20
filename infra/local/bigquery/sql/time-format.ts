import type { Call } from './function-rule.ts';
import { quoteText } from './parser.ts';

// Elements that mean the same in DuckDB's strftime and strptime.
const shared: Record<string, string> = {
  '%Y': '%Y',
  '%m': '%m',
  '%d': '%d',
  '%H': '%H',
  '%M': '%M',
  '%S': '%S',
  '%F': '%Y-%m-%d',
  '%T': '%H:%M:%S',
  '%R': '%H:%M',
  '%D': '%m/%d/%y',
  '%y': '%y',
  '%I': '%I',
  '%p': '%p',
  '%j': '%j',
  '%a': '%a',
  '%A': '%A',
  '%b': '%b',
  '%h': '%b',
  '%B': '%B',
  '%%': '%%',
  '%n': '\n',
  '%t': '\t',
};
const written: Record<string, string> = {
  '%u': '%u',
  '%w': '%w',
  '%V': '%V',
  '%G': '%G',
  '%E6S': '%S.%f',
  '%E3S': '%S.%g',
  '%E4Y': '%Y',
};
const read: Record<string, string> = {
  '%E*S': '%S.%f',
  '%E6S': '%S.%f',
  '%z': '%z',
  '%Ez': '%z',
  '%E4Y': '%Y',
};

/** DuckDB's form of the format a call begins with. */
export function timeFormat(call: Call, use: 'write' | 'read'): string {
  const text = call.args[0]?.literal;
  if (text === undefined) throw call.refuse('with a format that is no literal');
  const own = use === 'write' ? written : read;
  const duck = text.replace(/%(?:E\*S|E\dS|E4Y|Ez|.)/g, (element) => {
    const known = shared[element] ?? own[element];
    if (known === undefined) throw call.refuse(`with the format element ${element}`);
    return known;
  });
  return quoteText(duck);
}
