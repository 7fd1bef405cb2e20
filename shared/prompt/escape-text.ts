/** Characters that show nothing and can hide or reorder what does. The joiner of emoji (U+200D) stays. */
const invisible =
  /[\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

/**
 * Makes a person's, a memory's or a model's text fit to stand inside a section of the system prompt: one line, so that
 * it begins none of its own; no section mark, no placeholder, no tag.
 */
export function escapeText(text: string): string {
  return text
    .toWellFormed()
    .replace(invisible, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/#{2,}/g, '#')
    .replace(/\{(?=\{)/g, '{ ')
    .replace(/\}(?=\})/g, '} ')
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/\[(\/?)INST\]/gi, '($1INST)')
    .trim();
}

/** The text in quotes that it cannot close. */
export function quoteText(text: string): string {
  return `"${escapeText(text).replaceAll('"', "'")}"`;
}

/**
 * Keeps what was said as it was said, in a message of its own role, save for what no one says to a butler: placeholders,
 * and the marks by which models tell roles apart, which some servers read in any text.
 */
export function escapeMessage(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]/g, '')
    .replace(/\{(?=\{\s*[A-Z])/g, '{ ')
    .replace(/<(?=[|｜])/g, '< ')
    .replace(/(?<=[|｜])>/g, ' >')
    .replace(/<(?=\/?(?:s|bos|eos|pad|unk|start_of_turn|end_of_turn)>)/gi, '< ')
    .replace(/<<(?=\/?SYS>>)/gi, '< <')
    .replace(/\[(?=\/?INST\])/gi, '[ ');
}
