import { serveJson } from './http-server.ts';

export type BigQueryOptions = {
  /** The DuckDB file; `:memory:` keeps nothing. */
  file: string;
  port?: number;
  now?: () => number;
  /** DML on rows streamed less than this ago is refused, as Google does. */
  freshRowsMs?: number;
};

/**
 * Serves BigQuery's REST API on the loopback from a DuckDB file. `host` is what `BIGQUERY_EMULATOR_HOST`
 * and the client's `apiEndpoint` take.
 */
export async function startBigQuery({
  file,
  port = 0,
  now = Date.now,
  freshRowsMs = 30 * 60_000,
}: BigQueryOptions): Promise<{ host: string; close(): Promise<void> }> {
  // DuckDB takes a moment to load, which those who only import this file should not wait for.
  const { openService } = await import('./service.ts');
  const service = await openService({ file, now, freshRowsMs });
  try {
    const server = await serveJson(port, service.answer);
    return {
      host: `http://127.0.0.1:${server.port}`,
      async close() {
        await server.close();
        await service.close();
      },
    };
  } catch (cause) {
    await service.close();
    throw cause;
  }
}
