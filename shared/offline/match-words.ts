/** Patterns over words that are set apart by single spaces, for `\b` knows no Cyrillic. */

/** All of it. */
export const whole = (...alternatives: string[]) => new RegExp(`^(?:${alternatives.join('|')})$`);

/** How it begins. */
export const start = (...alternatives: string[]) => new RegExp(`^(?:${alternatives.join('|')})(?= |$)`);

/** Somewhere in it. */
export const inside = (...alternatives: string[]) =>
  new RegExp(`(?:^| )(?:${alternatives.join('|')})(?= |$)`);
