import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify, UnsecuredJWT } from 'jose';
import { AppError } from './errors.ts';

/** Whose tokens are believed: who signs them, for whom, how, with which keys. */
export type Trusted = {
  issuer: string[];
  audience: string | undefined;
  algorithm: 'RS256' | 'ES256';
  /** Gives the keys; `unsigned` believes tokens without a signature, as an Auth emulator makes them. */
  keys: JWTVerifyGetKey | 'unsigned';
};

const toleranceSeconds = 5;

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
  const { issuer, audience, algorithm, keys } = trusted;
  const rules = {
    issuer,
    ...(audience !== undefined && { audience }),
    currentDate: now,
    clockTolerance: toleranceSeconds,
    requiredClaims: ['exp', 'iat', 'sub'],
  };
  try {
    const { payload } =
      keys === 'unsigned'
        ? UnsecuredJWT.decode(token, rules)
        : await jwtVerify(token, keys, { ...rules, algorithms: [algorithm] });
    for (const claim of ['iat', 'auth_time']) {
      const at = payload[claim];
      if (typeof at === 'number' && at > now.getTime() / 1000 + toleranceSeconds) {
        throw new AppError('unauthenticated', `The token's claim "${claim}" is in the future.`);
      }
    }
    return payload;
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('unauthenticated', brokenRule(cause), { cause });
  }
}

function brokenRule(cause: unknown): string {
  if (cause instanceof errors.JWTExpired) return 'The token has expired.';
  if (cause instanceof errors.JWTClaimValidationFailed)
    return `The token's claim "${cause.claim}" is not right.`;
  if (cause instanceof errors.JOSEAlgNotAllowed) return 'The token is not signed the way its issuer signs.';
  if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWSSignatureVerificationFailed) {
    return 'The token is not signed by a key we trust.';
  }
  return 'The token is malformed.';
}
