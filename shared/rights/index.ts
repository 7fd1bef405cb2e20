export { createRights, type Rights, type RightsOptions } from './create-rights.ts';
export { personalTables } from './personal-tables.ts';
export {
  erasureSchema,
  erasureTopic,
  type ErasureMessage,
  type PersonalTable,
  type Receipt,
  receiptSchema,
} from './schema.ts';
