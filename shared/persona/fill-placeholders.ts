import { parsePlaceholders } from './parse-placeholders.ts';
import { type Details, renderJson, renderSentence } from './render-details.ts';

export type FillOptions = {
  persona?: Details | undefined;
  memory?: Details | undefined;
  /** The most characters that one placeholder becomes. */
  maxChars?: number;
};

/** A template with its placeholders filled. */
export type Filled = {
  text: string;
  /** The keys whose values are in it. */
  injected: string[];
  /** Placeholders and keys that nothing is known of. */
  unknown: string[];
};

/**
 * Puts what is known of the person and the conversation where the template asks for it. All else stays as it was
 * written, byte for byte; values never fill a placeholder, now or when the result is filled again.
 */
export function fillPlaceholders(template: string, options: FillOptions = {}): Filled {
  const { maxChars = Infinity } = options;
  const injected = new Set<string>();
  const unknown = new Set<string>();
  let text = '';
  let at = 0;
  for (const { start, end, name, of, form, keys, unknownKeys } of parsePlaceholders(template)) {
    if (!of) {
      unknown.add(name);
      continue;
    }
    for (const key of unknownKeys)
      unknown.add(`${of === 'persona' ? 'USER_PERSONA' : 'CONVERSATION_MEMORY'}__${key}`);
    const render = form === 'json' ? renderJson : renderSentence;
    const rendered = render(options[of], { of, keys, maxChars });
    for (const key of rendered.injected) injected.add(key);
    text += template.slice(at, start) + rendered.text;
    at = end;
  }
  return { text: text + template.slice(at), injected: [...injected], unknown: [...unknown] };
}
