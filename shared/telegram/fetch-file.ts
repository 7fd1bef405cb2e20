import { AppError } from '../platform/errors.ts';
import { readMost } from './read-most.ts';
import { asFailure, isRefusal } from './read-refusal.ts';

type Source = {
  find: () => Promise<{ file_size?: number; file_path?: string }>;
  addressOf: (path: string) => string;
  /** A text without the token that addresses hold. */
  hidden: (text: string) => string;
};

/** Fetches a file that people sent, if it has at most so many bytes; `too_large` when it has more. */
export async function fetchFile(
  { find, addressOf, hidden }: Source,
  most: number,
  limitMs: number,
): Promise<Uint8Array | 'too_large'> {
  const until = AbortSignal.timeout(limitMs);
  let path: string | undefined;
  try {
    const file = await find();
    if ((file.file_size ?? 0) > most) return 'too_large';
    path = file.file_path;
  } catch (cause) {
    if (!isRefusal(cause)) throw cause;
    if (/too big/i.test(cause.description)) return 'too_large';
    throw asFailure(cause);
  }
  try {
    const response = await fetch(addressOf(path ?? ''), { signal: until });
    if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
    return await readMost(response.body, most);
  } catch (cause) {
    throw new AppError('unavailable', 'The file could not be fetched.', {
      cause: new Error(hidden(String(cause))),
    });
  }
}
