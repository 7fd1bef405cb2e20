import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

/** A key of an issuer: what it publishes, and what it signs with it. */
export type FakeKey = {
  jwk: JWK;
  sign(claims: Record<string, unknown>): Promise<string>;
};

export async function fakeKey(kid: string, alg: 'RS256' | 'ES256' = 'RS256'): Promise<FakeKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg);
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
    sign: (claims) => new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(privateKey),
  };
}

/** A real HTTP server that publishes keys, as Google does, until it is told to be down. */
export async function startKeyServer() {
  const state = { keys: [] as JWK[], down: false, fetches: 0 };
  const server = createServer((_, response) => {
    state.fetches += 1;
    response.writeHead(state.down ? 503 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ keys: state.keys }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    state,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
