import { log } from '../shared/platform/log.ts';
import { type ErasureMessage, erasureSchema, type Rights } from '../shared/rights/index.ts';

export const schema = erasureSchema;

export type ErasureServices = { rights: Pick<Rights, 'continueErasure' | 'continueErasures'> };

/**
 * Goes on with one erasure that was just asked for, or with all that are not done. Each step counts for nothing when
 * it comes again, so a redelivery needs no memory of the first.
 */
export function erasure({ rights }: ErasureServices) {
  return async (message: ErasureMessage): Promise<void> => {
    if ('receiptId' in message) {
      await rights.continueErasure(message.receiptId);
      return;
    }
    const counts = await rights.continueErasures();
    log.info('erasure.continued', counts);
  };
}
