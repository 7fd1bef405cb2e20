import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AppError } from './errors.ts';
import { log } from './log.ts';
import { counter } from './metrics.ts';
import { sendError } from './send-error.ts';

const refused = counter('http_refused_total', 'Requests refused before they were parsed', ['code']);

/** A request whose body was read here; the framework's parsers see it finished and leave it alone. */
type ReadRequest = IncomingMessage & { rawBody?: Buffer };

/**
 * Reads the body before the framework would: at most as many bytes as its path may have, by Content-Length and
 * while streaming, and never compressed. What passes goes to `listener` with `rawBody` set. A path that cannot be decoded
 * is refused here as well, for the framework would answer with a page of its own, and where in our code that was.
 */
export function guardBody(listener: RequestListener, limitOf: (path: string) => number): RequestListener {
  return (request: ReadRequest, response) => {
    const { headers } = request;
    const path = request.url?.split('?', 1)[0] ?? '/';
    if (!isDecodable(path)) return refuse(request, response, undecodable());
    const length = Number(headers['content-length'] ?? 0);
    if (length === 0 && headers['transfer-encoding'] === undefined) return listener(request, response);
    const encoding = headers['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      return refuse(request, response, new AppError('unsupported_media_type', 'Send the body uncompressed.'));
    }
    const maxBytes = limitOf(path);
    const tooLarge = new AppError('payload_too_large', `The body may have at most ${maxBytes} bytes.`);
    if (length > maxBytes) return refuse(request, response, tooLarge);

    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        request.removeAllListeners('data').removeAllListeners('end');
        return refuse(request, response, tooLarge);
      }
      chunks.push(chunk);
    });
    request.on('end', () => {
      const [first = Buffer.alloc(0)] = chunks;
      request.rawBody = chunks.length > 1 ? Buffer.concat(chunks) : first;
      listener(request, response);
    });
  };
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

const undecodable = () =>
  new AppError('bad_request', 'The request is not valid.', {
    fields: [{ path: 'path', rule: 'After % must come the two hex digits of a byte of UTF-8' }],
  });

/** Answers and closes the connection, for the rest of the body is not read. */
function refuse(request: IncomingMessage, response: ServerResponse, error: AppError): void {
  const requestId = sendError(response, error, { connection: 'close' }, () => {
    // What is still arriving is thrown away for a moment, so that the answer is not lost to a reset.
    request.resume();
    setTimeout(() => request.destroy(), 1000).unref();
  });
  refused.inc({ code: error.code });
  log.warning('http.refused', { code: error.code, requestId });
}
