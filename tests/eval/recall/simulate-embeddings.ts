import type { Conversation } from './load-conversations.ts';

const dimensions = 256;

/**
 * Vectors as a model of so much insight would give: every turn its own direction, every question a random one that
 * leans by `insight` towards its evidence. With 0 it is a broken endpoint. Its errors have nothing to do with words,
 * which a real model's have, so this chooses between ways to fuse and promises no result.
 */
export function simulateEmbeddings(conversation: Conversation, insight: number): (text: string) => number[] {
  const textOf = new Map(conversation.snippets.map(({ id, text }) => [id, text]));
  const evidenceOf = new Map(conversation.questions.map(({ text, evidence }) => [text, evidence]));
  return (text) => {
    const vector = directionOf(text);
    const evidence = [...(evidenceOf.get(text) ?? [])];
    for (const id of evidence) {
      const lean = insight / Math.sqrt(evidence.length);
      directionOf(textOf.get(id) ?? '').forEach((value, index) => {
        vector[index] = (vector[index] ?? 0) + lean * value;
      });
    }
    return vector;
  };
}

function directionOf(text: string): number[] {
  let state = 7;
  for (const letter of text) state = (Math.imul(state, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 2 ** 32;
  };
  // Independent normal values point every way alike.
  return Array.from(
    { length: dimensions },
    () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()),
  );
}
