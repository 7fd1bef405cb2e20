import type { IncomingMessage, RequestListener } from 'node:http';
import { AppError } from '../../shared/platform/errors.ts';
import { sendError } from '../../shared/platform/send-error.ts';

const loopback = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

// An address, a bare name or a .local name: what a household calls this machine, and no site on the internet.
const household = /^([\d.]+|\[[\da-f:]+\]|[\w-]+(\.local)?)(:\d+)?$/i;

type Door = {
  /** Origins whose pages may call besides our own. */
  origins: readonly string[];
  /** Whether we listen beyond loopback. */
  open: boolean;
};

/**
 * Lets in only requests that were meant for us: a page on another site can make a browser call this machine, by
 * a name of its own (Host) or across sites (Origin).
 */
export function guardDoor(listener: RequestListener, door: Door): RequestListener {
  return (request, response) => {
    const wrong = wrongAtTheDoor(request, door);
    if (wrong === undefined) return listener(request, response);
    sendError(response, new AppError('forbidden', wrong), { connection: 'close' });
  };
}

function wrongAtTheDoor({ headers }: IncomingMessage, { origins, open }: Door): string | undefined {
  const { host = '', origin } = headers;
  const ours = [`http://${host}`, `https://${host}`];
  const named = ours.some((url) => origins.includes(url));
  if (!named && !(open ? household : loopback).test(host)) {
    return open
      ? 'This Butler answers to addresses and local names; name others in CORS_ORIGINS.'
      : 'This Butler answers to localhost alone.';
  }
  if (origin === undefined || ours.includes(origin) || origins.includes(origin)) return undefined;
  return 'This origin may not call Butler; name it in CORS_ORIGINS.';
}
