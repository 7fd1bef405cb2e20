import { z } from '@hono/zod-openapi';
import { requireAppUser } from '../../shared/person/index.ts';
import { type Caller, requireSelf } from '../../shared/platform/auth.ts';
import { AppError } from '../../shared/platform/errors.ts';

/** Names a document, so what Firestore takes for no document's name is no person's id either. */
export const userIdSchema = z
  .string()
  .regex(/^(?!\.{1,2}$|__.*__$)[^/]{1,128}$/, 'Must be 1 to 128 characters, none of them a /');

/** Whose day it is about: the caller's own, or for a service whomever it names. Another's is forbidden. */
export function whose(caller: Caller, named: string | undefined): string {
  if (caller.kind === 'service') {
    if (named !== undefined) return named;
    throw new AppError('bad_request', 'The request is not valid.', {
      fields: [{ path: 'userId', rule: 'Required of services' }],
    });
  }
  const own = requireAppUser(caller);
  if (named !== undefined) requireSelf(caller, named);
  return own;
}
