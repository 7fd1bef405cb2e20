import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import type { Snippet } from '../../../shared/recall/index.ts';

/** A conversation to recall from, and what is asked about it. */
export type Conversation = {
  id: string;
  snippets: Snippet[];
  speakers: string[];
  now: number;
  questions: { text: string; category: number; evidence: Set<string> }[];
};

const turnSchema = z.object({
  speaker: z.string(),
  dia_id: z.string(),
  text: z.string(),
  blip_caption: z.string().optional(),
});
const fileSchema = z.array(
  z.object({
    sample_id: z.string(),
    conversation: z.record(z.string(), z.unknown()),
    qa: z.array(
      z.object({
        question: z.string(),
        category: z.number().int(),
        evidence: z.array(z.string()).default([]),
      }),
    ),
  }),
);
type Sample = z.output<typeof fileSchema>[number];

/** In a conversation with the butler his turns are the assistant's, and no names are needed. */
const butler = 'Butler';
const minute = 60_000;

/** Reads a file in LoCoMo's format, plain or gzipped; questions without a turn as evidence are left out. */
export function loadConversations(
  path: string,
  categories: readonly number[] = [1, 2, 3, 4],
): Conversation[] {
  const bytes = readFileSync(path);
  const text = (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes).toString('utf8');
  return fileSchema.parse(JSON.parse(text)).map((sample) => toConversation(sample, categories));
}

function toConversation(sample: Sample, categories: readonly number[]): Conversation {
  const snippets = readSessions(sample).flatMap(({ at, turns }) =>
    turns.map((turn, index) => toSnippet(sample, turn, at + index * minute)),
  );
  const ids = new Set(snippets.map(({ id }) => id));
  const questions = sample.qa
    .filter(({ category }) => categories.includes(category))
    .map(({ question, category, evidence }) => ({
      text: question,
      category,
      // A few entries name several turns in one string.
      evidence: new Set(
        evidence.flatMap((entry) => entry.match(/D\d+:\d+/g) ?? []).filter((id) => ids.has(id)),
      ),
    }))
    .filter(({ evidence }) => evidence.size > 0);
  const speakers = [...new Set(snippets.flatMap(({ speaker }) => speaker ?? []))];
  const now = Math.max(...snippets.map(({ at }) => at)) + 60 * minute;
  return { id: sample.sample_id, snippets, speakers, now, questions };
}

function readSessions({ conversation }: Sample): { at: number; turns: z.output<typeof turnSchema>[] }[] {
  return Object.entries(conversation).flatMap(([name, value]) => {
    if (!/^session_\d+$/.test(name)) return [];
    return [
      {
        at: readTime(z.string().parse(conversation[`${name}_date_time`])),
        turns: z.array(turnSchema).parse(value),
      },
    ];
  });
}

function toSnippet(sample: Sample, turn: z.output<typeof turnSchema>, at: number): Snippet {
  const withButler = Object.values(sample.conversation).includes(butler);
  const first = sample.conversation['speaker_a'] === turn.speaker;
  return {
    id: turn.dia_id,
    conversationId: sample.sample_id,
    role: first ? 'user' : 'assistant',
    kind: 'turn',
    text: turn.text,
    at,
    ...(withButler ? {} : { speaker: turn.speaker }),
    ...(turn.blip_caption === undefined ? {} : { caption: turn.blip_caption }),
  };
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** A time as LoCoMo writes it: `1:56 pm on 8 May, 2023`. */
function readTime(text: string): number {
  const found = /(\d+):(\d+) (am|pm) on (\d+) (\w{3})\w*, (\d{4})/.exec(text);
  if (!found) throw new Error(`Not a session time: ${text}`);
  const [, hour, minutes, half, day, month = '', year] = found;
  const hours = (Number(hour) % 12) + (half === 'pm' ? 12 : 0);
  return Date.UTC(Number(year), months.indexOf(month.toLowerCase()), Number(day), hours, Number(minutes));
}
