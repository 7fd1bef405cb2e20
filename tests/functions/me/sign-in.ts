import { createIssuer } from '../../../infra/local/issuer.ts';
import { type Auth, createAuth } from '../../../shared/platform/auth.ts';
import { startKeyServer } from '../../shared/platform/fake-key-server.ts';

export const adminKey = 'the-admin-key-of-the-tests';

/** Real tokens of the development issuer, and who believes them. */
export async function startSignIn(): Promise<{
  auth: Auth;
  signIn: (userId: string) => Promise<string>;
  close: () => Promise<unknown>;
}> {
  const server = await startKeyServer();
  const issuer = await createIssuer({ data: ':memory:', url: () => server.url });
  server.state.keys = issuer.jwks().keys;
  const auth = createAuth({
    GOOGLE_CLOUD_PROJECT: 'demo-butler',
    PROFILE_ADMIN_API_KEY: adminKey,
    SERVICE_AUDIENCE: undefined,
    SERVICE_ACCOUNTS: [],
    AUTH_ISSUER_URL: server.url,
    FIREBASE_AUTH_EMULATOR_HOST: undefined,
    K_SERVICE: undefined,
  });
  return { auth, signIn: (userId) => issuer.signUser(userId), close: () => server.close() };
}
