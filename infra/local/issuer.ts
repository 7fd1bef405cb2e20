import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';

/** Signs tokens that only the local cloud believes. */
export type Issuer = {
  /** A token of a signed-in person. */
  signUser(userId: string): Promise<string>;
  /** A token of a service account, as Google signs them for pushes and scheduled calls. */
  signService(audience: string, email: string): Promise<string>;
  /** The public keys to check them with. */
  jwks(): { keys: JWK[] };
};

/** Opens (or makes) the key in the data folder; `:memory:` makes one that is not kept. */
export async function createIssuer(options: { data: string; url: () => string }): Promise<Issuer> {
  if (process.env['K_SERVICE'] !== undefined)
    throw new Error('The development issuer does not exist on Google Cloud.');
  const jwk = await keyIn(options.data);
  const key = await importJWK(jwk, 'ES256');
  const kid = await calculateJwkThumbprint(jwk);
  const { kty, crv, x, y } = jwk;
  const publicKey = { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' } as JWK;

  function sign(claims: Record<string, unknown>, subject: string, audience: string): Promise<string> {
    return new SignJWT(claims)
      .setProtectedHeader({ alg: 'ES256', kid })
      .setIssuer(options.url())
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key);
  }

  return {
    signUser: (userId) => sign({}, userId, 'butler'),
    signService: (audience, email) => sign({ email, email_verified: true }, email, audience),
    jwks: () => ({ keys: [publicKey] }),
  };
}

async function keyIn(data: string): Promise<JWK> {
  const file = join(data, 'issuer.json');
  if (data !== ':memory:' && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as JWK;
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  if (data !== ':memory:') {
    mkdirSync(data, { recursive: true });
    writeFileSync(file, JSON.stringify(jwk), { mode: 0o600 });
    chmodSync(file, 0o600);
  }
  return jwk;
}
