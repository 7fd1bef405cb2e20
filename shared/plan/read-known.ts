import type { Memory } from '../memory/index.ts';
import type { People } from '../person/index.ts';
import type { Personas } from '../persona/index.ts';
import type { Known } from './find-supply.ts';

/** So many of a window's latest messages are looked at. */
const latest = 100;

/**
 * Gives the function that reads what of the person may tip a choice: what they said lately, what was made of their
 * main conversation, and what they usually buy. Nothing of it is kept.
 */
export function readKnown({
  people,
  memory,
  personas,
  purchases,
}: {
  people: Pick<People, 'profile' | 'context'>;
  memory: Pick<Memory, 'siblings'>;
  personas: Pick<Personas, 'memory'>;
  /** The names of what the person usually buys. */
  purchases: (userId: string) => Promise<string[]>;
}) {
  return async (userId: string): Promise<Known> => {
    const profile = await people.profile(userId);
    const [windows, context, bought, remembered] = await Promise.all([
      memory.siblings(userId, ''),
      people.context(userId),
      purchases(userId),
      profile && personas.memory(userId, profile.epoch, 'main'),
    ]);
    const said = windows.flatMap(({ window }) => [
      window.summary,
      ...window.events
        .slice(-latest)
        .filter(({ role }) => role === 'user')
        .map(({ content }) => content),
    ]);
    const facts = [...(context?.sessionFacts ?? []), ...(remembered?.facts ?? [])];
    return { memories: [...facts, ...said], purchases: bought };
  };
}
