import type { Product } from './schema.ts';

/** Begins what a product is with, for or in, and no longer what it is. */
const asideRu = /,| (?:с|со|для|из|в|во|на|от|под|по) /;
const asideEn = /,| (?:with|for|in|from|of|on) /;

/** What names say a product is, and what else they say of it: "sardines" and "in oil", "chocolate" and "milk". */
export function nameParts({ name: { ru = '', en = '' } }: Product): { head: string; aside: string } {
  const [headRu, restRu] = cut(ru, asideRu);
  const [phrase, restEn] = cut(en, asideEn);
  // What an English name is stands last, before figures; in Russian, the words before it agree with it.
  const [, before = '', headEn = phrase] = /^(.*\s)?(\p{L}[\p{L}'’-]*[^\p{L}]*)$/u.exec(phrase) ?? [];
  return { head: `${headRu}\n${headEn}`, aside: `${before}\n${restRu}\n${restEn}` };
}

function cut(text: string, aside: RegExp): [string, string] {
  const at = text.search(aside);
  return at > 0 ? [text.slice(0, at), text.slice(at)] : [text, ''];
}
