import { formatDate } from '../../shared/prompt/index.ts';
import type { Answer } from '../../shared/telegram/index.ts';
import { plain } from './plain-answer.ts';
import type { Asked } from './services.ts';

const mostSaid = 10;
const mostCharacters = 200;

/** /memory: what is known of the person and what they said, with dates. */
export async function showMemory({
  services,
  userId,
  profile,
  language,
  texts: say,
}: Asked): Promise<Answer> {
  const { summaries, events } = await services.memory.list(userId, { limit: 60 });
  const facts = {
    name: profile.name,
    timezone: profile.timezone === 'UTC' ? '' : profile.timezone,
    archetype: profile.onboarded ? say.archetypes[profile.archetype] : '',
    domain: profile.domain.join(', '),
    techStack: profile.techStack.join(', '),
    preferredTopics: profile.preferredTopics.join(', '),
  };
  const known = Object.entries(facts)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `• ${say.memoryFacts[name as keyof typeof facts]}: ${value}`);
  const date = (at: number) => formatDate(at, 'day', profile.timezone, language);
  const summed = summaries
    .filter(({ summary }) => summary !== '')
    .map(({ summary, updatedAt }) => `• ${date(updatedAt)}: ${clip(summary, 3 * mostCharacters)}`);
  const said = events
    .filter(({ role }) => role === 'user')
    .toSorted((a, b) => b.at - a.at)
    .slice(0, mostSaid)
    .map(({ at, content }) => `• ${date(at)}: ${clip(content, mostCharacters)}`);
  if (known.length + summed.length + said.length === 0) return plain(say.memoryEmpty);
  const parts = [
    [say.memoryTitle, ...known],
    summed.length > 0 ? [say.memorySummary, ...summed] : [],
    said.length > 0 ? [say.memoryLatest, ...said] : [],
  ];
  return plain(
    parts
      .filter((lines) => lines.length > 0)
      .map((lines) => lines.join('\n'))
      .join('\n\n'),
  );
}

function clip(text: string, most: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= most
    ? line
    : `${line
        .slice(0, most - 1)
        .toWellFormed()
        .trimEnd()}…`;
}
