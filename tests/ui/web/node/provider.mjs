// An OpenID provider on loopback, to sign in with in tests: node provider.mjs PORT REDIRECT_URI PEOPLE_JSON
// PEOPLE_JSON: {"login": {claims}}. Its own development pages ask for the login and accept any password.
import { Provider } from 'oidc-provider';

const [port, redirectUri, peopleJson] = process.argv.slice(2);
const people = JSON.parse(peopleJson);
const issuer = `http://127.0.0.1:${port}`;
const home = new URL('/', redirectUri).href;
const seconds = Number(process.env.ID_TOKEN_SECONDS ?? 3600);

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'firsthand',
    client_secret: 'firsthand-secret-for-tests-only',
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: [redirectUri, home, home.slice(0, -1)],
    grant_types: ['authorization_code'],
    response_types: ['code'],
  }],
  claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'], roles: ['groups', 'spaces'] },
  scopes: ['openid', 'profile', 'email', 'roles'],
  conformIdTokenClaims: false,
  ttl: { IdToken: seconds },
  cookies: { keys: ['a key for tests only'] },
  pkce: { required: () => false },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, ...people[id] }),
  }),
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
});

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
