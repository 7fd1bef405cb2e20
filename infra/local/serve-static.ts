import type { RequestListener } from 'node:http';
import { AppError } from '../../shared/platform/errors.ts';
import { log } from '../../shared/platform/log.ts';
import { sendError } from '../../shared/platform/send-error.ts';
import type { StaticFile } from '../docs/static-files.ts';

/** Serves files that are made once, when first asked for; the rest is a JSON 404. */
export function serveStatic(make: () => Promise<ReadonlyMap<string, StaticFile>>): RequestListener {
  let making: Promise<ReadonlyMap<string, StaticFile>> | undefined;
  return (request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    making ??= make();
    making.then(
      (files) => {
        const file = files.get(path) ?? files.get(`${path.replace(/\/$/, '')}/index.html`);
        if (file && (request.method === 'GET' || request.method === 'HEAD')) {
          response.writeHead(200, { 'content-type': file.type });
          response.end(request.method === 'HEAD' ? undefined : file.body);
          return;
        }
        const error = file
          ? new AppError('method_not_allowed', `${request.method ?? ''} is not allowed here; use GET.`)
          : new AppError('not_found', 'There is nothing at this path.');
        sendError(response, error, file ? { allow: 'GET' } : {});
      },
      (cause: unknown) => {
        const requestId = sendError(
          response,
          new AppError('internal', 'The API description cannot be made.'),
        );
        log.error('docs.failed', { requestId }, cause);
      },
    );
  };
}
