import type { IncomingMessage, RequestListener } from 'node:http';
import { AppError } from '../../shared/platform/errors.ts';
import { sendError } from '../../shared/platform/send-error.ts';

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * Lets in only requests that were meant for us: a page on another site can make a browser call 127.0.0.1, by
 * a name of its own (Host) or across sites (Origin). `named` lets any Host in, for binding beyond loopback.
 */
export function guardDoor(
  listener: RequestListener,
  options: { origins: readonly string[]; named: boolean },
): RequestListener {
  return (request, response) => {
    const wrong = wrongAtTheDoor(request, options);
    if (wrong === undefined) return listener(request, response);
    sendError(response, new AppError('forbidden', wrong), { connection: 'close' });
  };
}

function wrongAtTheDoor(
  { headers }: IncomingMessage,
  options: { origins: readonly string[]; named: boolean },
): string | undefined {
  const host = headers.host ?? '';
  if (!options.named && !loopback.test(host)) return 'This Butler answers to localhost alone.';
  const { origin } = headers;
  if (origin === undefined || options.origins.includes(origin)) return undefined;
  return origin === `http://${host}` || origin === `https://${host}`
    ? undefined
    : 'This origin may not call Butler; name it in CORS_ORIGINS.';
}
