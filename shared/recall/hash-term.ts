/** Terms are told apart by so many bits: a stranger to a vocabulary of 60,000 meets a namesake once in a thousand. */
export const termHashBits = 26;

/** A term as a number below 2^26, the same on every machine. */
export function hashTerm(term: string): number {
  return hashText(term) >>> (32 - termHashBits);
}

/** 32 well-mixed bits of a text (FNV-1a with a final mix). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
