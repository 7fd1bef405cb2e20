import { createHash, timingSafeEqual } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { MiddlewareHandler } from 'hono';
import { type Clock, systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { AppError } from './errors.ts';
import type { AppEnv } from './http.ts';
import { signingKeys } from './signing-keys.ts';
import { createVerifiedTokens } from './verified-tokens.ts';
import { claimedIssuer, type Trusted, verifyToken } from './verify-token.ts';

/** Who is calling, as far as it is proved. A service's name is its account's email, or `admin` for the key. */
export type Caller =
  { kind: 'user'; userId: string } | { kind: 'service'; name: string } | { kind: 'anonymous' };

/** The variables that say whom to believe. */
export const authConfig = [
  'GOOGLE_CLOUD_PROJECT',
  'PROFILE_ADMIN_API_KEY',
  'SERVICE_AUDIENCE',
  'SERVICE_ACCOUNTS',
  'AUTH_ISSUER_URL',
  'FIREBASE_AUTH_EMULATOR_HOST',
  'K_SERVICE',
] as const;

type AuthConfig = Pick<Config, (typeof authConfig)[number]>;

const googleKeys = 'https://www.googleapis.com/oauth2/v3/certs';
const firebaseKeys =
  'https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com';
const admin = 'admin';

type Deps = { clock?: Clock; googleKeysUrl?: string; firebaseKeysUrl?: string };

/** Middlewares that a route names to say who may call it. */
export type Auth = {
  /** Anyone; who they are is in `caller`. A credential that is wrong is still refused. */
  identify(): MiddlewareHandler<AppEnv>;
  /** A signed-in person. */
  requireUser(): MiddlewareHandler<AppEnv>;
  /** A service account on the list (SERVICE_ACCOUNTS unless named), or the admin key. */
  requireService(options?: { accounts?: readonly string[] }): MiddlewareHandler<AppEnv>;
};

/** The account that push subscriptions and schedules call with. */
export function pushAccount(project: string): string {
  return `butler-push@${project}.iam.gserviceaccount.com`;
}

/** Throws unless the signed-in person is the one the path or body names. */
export function requireSelf(caller: Caller, userId: string): void {
  if (caller.kind === 'user' && caller.userId === userId) return;
  throw new AppError('forbidden', 'This belongs to someone else.');
}

/** Builds the middlewares; refuses settings that would believe development tokens on Google Cloud. */
export function createAuth(config: AuthConfig, deps: Deps = {}): Auth {
  const identifyCaller = createIdentify(config, deps);

  function guard(allow: (caller: Caller) => void): MiddlewareHandler<AppEnv> {
    return async (c, next) => {
      const caller = await identifyCaller(c.req.header('authorization'), c.req.header('x-admin-key'));
      c.set('caller', caller);
      allow(caller);
      await next();
    };
  }

  return {
    identify: () => guard(() => undefined),
    requireUser: () =>
      guard((caller) => {
        if (caller.kind === 'anonymous')
          throw new AppError('unauthenticated', 'Sign in: send a bearer token.');
        if (caller.kind !== 'user') throw new AppError('forbidden', 'This is for signed-in people.');
      }),
    requireService: ({ accounts = config.SERVICE_ACCOUNTS } = {}) =>
      guard((caller) => {
        if (caller.kind === 'anonymous') {
          throw new AppError('unauthenticated', 'Send a service token as bearer, or the admin key.');
        }
        if (caller.kind !== 'service' || (caller.name !== admin && !accounts.includes(caller.name))) {
          throw new AppError('forbidden', 'This caller is not on the list for this route.');
        }
      }),
  };
}

function createIdentify(config: AuthConfig, deps: Deps) {
  const { clock = systemClock, googleKeysUrl = googleKeys, firebaseKeysUrl = firebaseKeys } = deps;
  const project = config.GOOGLE_CLOUD_PROJECT;
  const unsigned = config.FIREBASE_AUTH_EMULATOR_HOST !== undefined;
  if (config.K_SERVICE !== undefined && (unsigned || config.AUTH_ISSUER_URL !== undefined)) {
    throw new Error(
      'AUTH_ISSUER_URL and FIREBASE_AUTH_EMULATOR_HOST are for development; unset them on Google Cloud.',
    );
  }
  const firebaseIssuer = `https://securetoken.google.com/${project}`;
  const firebase: Trusted = {
    issuer: [firebaseIssuer],
    audience: project,
    algorithm: 'RS256',
    keys: unsigned ? 'unsigned' : signingKeys(firebaseKeysUrl, clock),
  };
  const google: Trusted = {
    issuer: ['https://accounts.google.com', 'accounts.google.com'],
    audience: config.SERVICE_AUDIENCE,
    algorithm: 'RS256',
    keys: signingKeys(googleKeysUrl, clock),
  };
  const local: Trusted | undefined =
    config.AUTH_ISSUER_URL === undefined
      ? undefined
      : {
          issuer: [config.AUTH_ISSUER_URL],
          audience: undefined,
          algorithm: 'ES256',
          keys: signingKeys(`${config.AUTH_ISSUER_URL}/jwks`, clock),
        };

  const verified = createVerifiedTokens<Caller>(clock);

  async function fromToken(token: string): Promise<Caller> {
    const now = new Date(clock());
    const known = verified.get(token);
    if (known) return known;
    const issuer = claimedIssuer(token);
    if (issuer === undefined) throw new AppError('unauthenticated', 'The token is malformed.');
    const asUser = (payload: JWTPayload) => verified.keep(token, userOf(payload), payload.exp);
    if (issuer === firebaseIssuer) return asUser(await verifyToken(token, firebase, now));
    if (google.issuer.includes(issuer)) {
      // Without an audience a token made for any other service would do.
      if (google.audience === undefined)
        throw new AppError('unauthenticated', 'Service tokens are not accepted here.');
      return asService(await verifyToken(token, google, now));
    }
    if (local?.issuer.includes(issuer)) {
      const payload = await verifyToken(token, local, now);
      return payload['email'] === undefined ? asUser(payload) : asService(payload);
    }
    throw new AppError('unauthenticated', 'The token is from an issuer we do not know.');
  }

  return async (authorization: string | undefined, key: string | undefined): Promise<Caller> => {
    if (key !== undefined) {
      if (config.PROFILE_ADMIN_API_KEY === undefined || !sameSecret(key, config.PROFILE_ADMIN_API_KEY)) {
        throw new AppError('unauthenticated', 'The admin key is wrong.');
      }
      return { kind: 'service', name: admin };
    }
    if (authorization === undefined) return { kind: 'anonymous' };
    const token = /^Bearer ([^\s]+)$/i.exec(authorization)?.[1];
    if (token === undefined)
      throw new AppError('unauthenticated', 'Authorization must be "Bearer" and a token.');
    return fromToken(token);
  };
}

function userOf(payload: JWTPayload): Caller {
  const { sub = '' } = payload;
  // It names a document, so what Firestore takes for no document's name is no person's id either.
  if (!/^(?!\.{1,2}$|__.*__$)[^/]{1,128}$/.test(sub)) {
    throw new AppError('unauthenticated', 'The token\'s claim "sub" is not right.');
  }
  return { kind: 'user', userId: sub };
}

function asService(payload: JWTPayload): Caller {
  const { email, email_verified: verified } = payload;
  if (typeof email !== 'string' || verified !== true) {
    throw new AppError('unauthenticated', 'The token names no verified email.');
  }
  return { kind: 'service', name: email };
}

/** Compares in constant time; hashing first hides the length too. */
export function sameSecret(left: string, right: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(left), digest(right));
}
