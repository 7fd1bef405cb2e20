import type { Snippet } from '../../../shared/recall/index.ts';

let made = 0;

/** A turn of the person's, a minute after the one made before, with what the test says of it. */
export function makeSnippet(text: string, given: Partial<Snippet> = {}): Snippet {
  made++;
  return {
    id: `s${made}`,
    conversationId: 'telegram',
    role: 'user',
    kind: 'turn',
    text,
    at: Date.UTC(2026, 2, 2, 9) + made * 60_000,
    ...given,
  };
}
