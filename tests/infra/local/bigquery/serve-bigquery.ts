import { startBigQuery } from '../../../../infra/local/bigquery/index.ts';

// Started by the crash test as a process of its own, to be killed.
const [file = ':memory:'] = process.argv.slice(2);
const { host } = await startBigQuery({ file });
process.stdout.write(`${host}\n`);
