import { expect, it } from 'vitest';
import { tablePlans } from '../../../infra/provision/tables.ts';
import { personalTables } from '../../../shared/rights/index.ts';

it('erasure knows every table whose rows name a person', () => {
  const named = tablePlans().filter(({ fields }) => fields.some(({ name }) => name === 'user_id'));
  expect(named.length).toBeGreaterThan(0);
  expect(personalTables).toEqual(named.map(({ name, partitionBy }) => ({ name, timeColumn: partitionBy })));
});
