export { type Allowed, createQuotas, quotaConfig, type QuotaOptions, type Quotas } from './create-quotas.ts';
export { type Spent } from './schema.ts';
