import { AppError } from '../../shared/platform/errors.ts';
import { log } from '../../shared/platform/log.ts';
import type { Incoming } from './read-update.ts';
import type { TelegramWorkerServices } from './services.ts';
import type { Texts } from './texts.ts';

const mostSeconds = 5 * 60;

/** A part of the turn's time, so that some is left for the answer. */
const hearingMs = 30_000;

type Voice = Extract<Incoming, { kind: 'voice' }>;
type Hearing = Pick<TelegramWorkerServices, 'telegram' | 'speech' | 'maxVoiceBytes' | 'clock'>;

/** The words of a voice note, or what to tell the person instead. */
export async function hearVoice(
  { telegram, speech, maxVoiceBytes, clock }: Hearing,
  { recording, updateId }: Voice,
  { language, say }: { language: string; say: Texts },
): Promise<{ text: string } | { told: string }> {
  if (!speech.connected) return { told: say.voiceOff };
  const { fileId, mediaType, durationSeconds, bytes = 0 } = recording;
  if (durationSeconds > mostSeconds) return { told: say.voiceTooLong(mostSeconds / 60) };
  const tooLarge = { told: say.voiceTooLarge(Math.floor(maxVoiceBytes / 1024 / 1024)) };
  if (bytes > maxVoiceBytes) return tooLarge;
  const deadline = clock() + hearingMs;
  try {
    const audio = await telegram.fetchFile(fileId, maxVoiceBytes, hearingMs / 2);
    if (audio === 'too_large') return tooLarge;
    const { text } = await speech.transcribe({ audio, mediaType, language, deadline });
    return text.trim() === '' ? { told: say.voiceUnheard } : { text: text.trim() };
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause;
    log.warning('telegram.voice_not_heard', { updateId, seconds: durationSeconds }, cause);
    return { told: cause.code === 'bad_request' ? say.voiceUnheard : say.voiceFailed };
  }
}
