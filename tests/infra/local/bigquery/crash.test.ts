import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { startBigQuery } from '../../../../infra/local/bigquery/index.ts';
import { bigQueryClient } from './bigquery-client.ts';

const script = fileURLToPath(new URL('./serve-bigquery.ts', import.meta.url));

/** A local BigQuery in a process of its own. */
async function serve(file: string) {
  const child = spawn(process.execPath, [script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [host] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    client: bigQueryClient(host),
    host,
    async kill() {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

/** Streams one row as the wire has it; whether it was acknowledged. */
async function insert(host: string, id: string): Promise<boolean> {
  const url = `${host}/projects/demo-butler/datasets/butler/tables/t/insertAll`;
  try {
    const body = JSON.stringify({ rows: [{ insertId: id, json: { id } }] });
    const answer = await fetch(url, { method: 'POST', body });
    return answer.ok && !(await answer.text()).includes('insertErrors');
  } catch {
    return false;
  }
}

describe('killing the local BigQuery', () => {
  it('loses no acknowledged row and doubles none', { timeout: 60_000 }, async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'butler-bigquery-crash-')), 'bigquery.duckdb');
    const acknowledged = new Set<string>();
    const sent = new Set<string>();
    let server = await serve(file);
    const [dataset] = await server.client.createDataset('butler');
    await dataset.createTable('t', { schema: 'id:STRING' });

    for (let round = 0; round < 5; round += 1) {
      const { host } = server;
      let killed = false;
      let kill: Promise<void> | undefined;
      const enough = acknowledged.size + 40;
      const callers = Array.from({ length: 8 }, async (_caller, caller) => {
        for (let index = 0; !killed; index += 1) {
          const id = `${round}-${caller}-${index}`;
          sent.add(id);
          if (await insert(host, id)) acknowledged.add(id);
          if (acknowledged.size < enough) continue;
          killed = true;
          kill ??= server.kill();
        }
      });
      await Promise.all(callers);
      await kill;
      server = await serve(file);
      // A caller who got no answer sends again.
      for (const id of sent) {
        if (!acknowledged.has(id) && (await insert(server.host, id))) acknowledged.add(id);
      }
      const [rows] = await server.client.query('SELECT id FROM butler.t');
      const kept = (rows as { id: string }[]).map(({ id }) => id);
      expect(kept.sort()).toEqual([...sent].sort());
    }
    await expect(startBigQuery({ file })).rejects.toThrow(/is in use by another Butler/);
    await server.kill();
  });
});
