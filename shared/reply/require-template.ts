import { AppError } from '../platform/errors.ts';
import type { Message } from './schema.ts';
import type { TurnServices } from './services.ts';

/** Refuses a simple completion by a template that there is not. */
export async function requireTemplate(
  { prompts }: Pick<TurnServices, 'prompts'>,
  { template }: Pick<Message, 'template'>,
): Promise<void> {
  if (template === undefined) return;
  const { templates } = await prompts.read();
  if (Object.hasOwn(templates, template)) return;
  throw new AppError('bad_request', 'The request is not valid.', {
    fields: [{ path: 'template', rule: 'Must be the name of a template' }],
  });
}
