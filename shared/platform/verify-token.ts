import {
  createRemoteJWKSet,
  decodeJwt,
  errors,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
  UnsecuredJWT,
} from 'jose';
import { AppError } from './errors.ts';

/** Whose tokens are believed: who signs them, for whom, with which keys. */
export type Trusted = {
  issuer: string[];
  audience: string | undefined;
  /** Gives the keys; `unsigned` believes tokens without a signature, as an Auth emulator makes them. */
  keys: JWTVerifyGetKey | 'unsigned';
};

/** Keys at a URL: cached, fetched anew when a token names one that is unknown. */
export function keysAt(url: string): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(url), {
    cooldownDuration: 30_000,
    cacheMaxAge: 6 * 3_600_000,
    timeoutDuration: 5000,
  });
}

/** Who a token says signed it, before anything of it is believed. */
export function claimedIssuer(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/** The payload of a token that is whole, signed by a trusted key, in time, from its issuer and for its audience. */
export async function verifyToken(token: string, trusted: Trusted, now: Date): Promise<JWTPayload> {
  const rules = {
    issuer: trusted.issuer,
    ...(trusted.audience !== undefined && { audience: trusted.audience }),
    currentDate: now,
    clockTolerance: 5,
    requiredClaims: ['exp', 'iat', 'sub'],
  };
  try {
    const { payload } =
      trusted.keys === 'unsigned'
        ? UnsecuredJWT.decode(token, rules)
        : await jwtVerify(token, trusted.keys, { ...rules, algorithms: ['RS256', 'ES256'] });
    if ((payload.iat ?? 0) > now.getTime() / 1000 + rules.clockTolerance) {
      throw new AppError('unauthenticated', 'The token was issued in the future.');
    }
    return payload;
  } catch (cause) {
    throw cause instanceof AppError ? cause : refusalFor(cause);
  }
}

function refusalFor(cause: unknown): AppError {
  const details = { cause };
  if (cause instanceof errors.JWTExpired)
    return new AppError('unauthenticated', 'The token has expired.', details);
  if (cause instanceof errors.JWTClaimValidationFailed) {
    return new AppError('unauthenticated', `The token's claim "${cause.claim}" is not right.`, details);
  }
  if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWSSignatureVerificationFailed) {
    return new AppError('unauthenticated', 'The token is not signed by a key we trust.', details);
  }
  // Everything else of jose's own says that the token is malformed; but not failing to fetch the keys.
  const fetching =
    cause instanceof errors.JWKSTimeout ||
    !(cause instanceof errors.JOSEError) ||
    cause.code === 'ERR_JOSE_GENERIC';
  return fetching && !(cause instanceof SyntaxError)
    ? new AppError('unavailable', 'The keys that tokens are checked with cannot be reached.', details)
    : new AppError('unauthenticated', 'The token is malformed.', details);
}
