import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/* A bundle holds what these come to in place of the file and the parser. */

/** The rules that Butler comes with, as they are written. */
export const shippedText = readFileSync(new URL('./rules.yaml', import.meta.url), 'utf8');

/** The same as data. */
export const shippedRules: unknown = parse(shippedText);
