import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { z } from 'zod';

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
  const publicKey = { kty, crv, x, y, kid, alg: 'ES256', use: 'sig' };

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

const keySchema = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  x: z.string(),
  y: z.string(),
  d: z.string(),
});

async function keyIn(data: string): Promise<z.output<typeof keySchema>> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const made = keySchema.parse(await exportJWK(privateKey));
  if (data === ':memory:') return made;
  const file = join(data, 'issuer.json');
  const kept = readKey(file);
  if (kept) return kept;
  mkdirSync(data, { recursive: true });
  // Renamed into place, so that a start that is cut off leaves no half of a key.
  writeFileSync(`${file}.new`, JSON.stringify(made), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return made;
}

/** The kept key; one that cannot be read is as good as none, for its tokens last but an hour. */
function readKey(file: string): z.output<typeof keySchema> | undefined {
  if (!existsSync(file)) return undefined;
  chmodSync(file, 0o600);
  try {
    return keySchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}
