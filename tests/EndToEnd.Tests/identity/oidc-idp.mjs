// An OpenID provider of the tests' own: the certified oidc-provider, with people whom a test can change while it runs.
//
//   node oidc-idp.mjs SETTINGS.json
//
// SETTINGS: {port, consoles: [address], provider: name at the console, people: {login: claims}}
// /control/... is the tests' way in: PUT people/LOGIN, DELETE people/LOGIN, POST rotate, POST sign, GET form of the last request to the token endpoint.
import { createServer } from 'node:http';
import { generateKeyPairSync, randomUUID, createPrivateKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Provider } from 'oidc-provider';

const { port, consoles, provider: name, people } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const issuer = `http://127.0.0.1:${port}`;
const resource = 'urn:hooplike';
const cookieKey = randomUUID();
let key, provider, handle;

const person = (accountId) => Object.values(people).find((p) => p.sub === accountId);
const text = async (stream) => { let all = ''; for await (const part of stream) all += part; return all; };
const page = (body) => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>${name}</title></head><body><h1>${name}</h1>${body}</body></html>`;

const web = (id, method) => ({
  client_id: id,
  ...(method === 'none' ? {} : { client_secret: 'hooplike-client-secret-of-the-tests' }),
  token_endpoint_auth_method: method,
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  redirect_uris: consoles.map((c) => `${c}/signin/oidc/${name}`),
  post_logout_redirect_uris: consoles.map((c) => `${c}/signin/oidc/${name}/signed-out`),
  backchannel_logout_uri: `${consoles[0]}/signin/oidc/${name}/logout`,
  backchannel_logout_session_required: true,
});

// A new key under a new name; grants, sessions and tokens are in the adapter, which outlives this.
function renew() {
  const kid = randomUUID();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  key = { ...privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
  provider = new Provider(issuer, {
    jwks: { keys: [key] },
    cookies: { keys: [cookieKey] },
    clients: [
      web('hooplike', 'client_secret_basic'),
      web('hooplike-post', 'client_secret_post'),
      web('hooplike-public', 'none'),
      { client_id: 'native', token_endpoint_auth_method: 'none', grant_types: ['authorization_code'], response_types: ['code'], redirect_uris: ['http://127.0.0.1/native'] },
      { client_id: 'report-job', client_secret: 'report-job-secret-of-the-tests', grant_types: ['client_credentials'], response_types: [], redirect_uris: [] },
    ],
    claims: { openid: ['sub', 'sid'], profile: ['name', 'preferred_username'], email: ['email', 'email_verified'], groups: ['groups'] },
    scopes: ['openid', 'offline_access'],
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    findAccount: (ctx, id) => person(id) && { accountId: id, claims: () => person(id) },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    issueRefreshToken: (ctx, client) => client.grantTypeAllowed('refresh_token'),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({ clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId });
      grant.addOIDCScope('openid profile email groups offline_access');
      grant.addResourceScope(resource, 'connect');
      await grant.save();
      return grant;
    },
    extraTokenClaims: (ctx, token) => token.accountId
      ? { groups: person(token.accountId)?.groups, preferred_username: person(token.accountId)?.preferred_username }
      : { groups: ['analysts'] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => { ctx.body = page(`${form}<button type="submit" form="op.logoutForm" value="yes" name="logout">Sign out at ${name}</button>`); },
        postLogoutSuccessSource: (ctx) => { ctx.body = page('<p>You are signed out here.</p>'); },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx) => (ctx.oidc.client.clientId.startsWith('hooplike') ? undefined : resource),
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: 'connect', audience: 'hooplike', accessTokenFormat: 'jwt', accessTokenTTL: 600, jwt: { sign: { alg: 'RS256' } } }),
      },
    },
    // The provider's own guard against calling neighbours: here all are neighbours.
    fetch: (url, { dispatcher, ...options }) => fetch(url, options),
    ttl: { AccessToken: 600, IdToken: 600, Session: 86400, Grant: 86400, RefreshToken: 86400, Interaction: 600 },
  });
  for (const event of ['server_error', 'grant.error', 'authorization.error', 'userinfo.error', 'backchannel.error', 'end_session.error'])
    provider.on(event, (ctx, error) => console.error(event, error.message, error.error_description ?? '', error.cause ?? ''));
  handle = provider.callback();
}

async function interact(request, response) {
  const details = await provider.interactionDetails(request, response);
  if (details.prompt.name !== 'login') throw new Error(`asks for ${details.prompt.name}: ${JSON.stringify(details.prompt.details)}`);
  if (request.method === 'POST') {
    const form = new URLSearchParams(await text(request));
    if (form.has('refuse')) return provider.interactionFinished(request, response, { error: 'access_denied', error_description: 'Said no.' });
    const login = people[form.get('login')];
    if (login) return provider.interactionFinished(request, response, { login: { accountId: login.sub } });
  }
  response.setHeader('content-type', 'text/html');
  response.end(page('<form method="post"><label>Login <input name="login" required></label><button>Continue</button><button name="refuse" value="1" formnovalidate>Refuse</button></form>'));
}

async function control(request, response, path) {
  const [what, id] = path.split('/');
  const body = request.method === 'GET' ? '' : await text(request);
  let answer = {};
  if (what === 'people' && request.method === 'PUT') people[id] = { ...people[id], ...JSON.parse(body) };
  else if (what === 'people' && request.method === 'DELETE') delete people[id];
  else if (what === 'rotate') renew();
  else if (what === 'sign') {
    const { header, claims } = JSON.parse(body);
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'RS256', kid: key.kid, typ: 'at+jwt', ...header })}.${part({ iss: issuer, ...claims })}`;
    answer = { token: `${signed}.${sign('sha256', Buffer.from(signed), createPrivateKey({ key, format: 'jwk' })).toString('base64url')}` };
  } else response.statusCode = 404;
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(answer));
}

renew();
createServer(async (request, response) => {
  try {
    const path = new URL(request.url, issuer).pathname;
    if (path.startsWith('/control/')) await control(request, response, path.slice('/control/'.length));
    else if (path.startsWith('/interaction/')) await interact(request, response);
    else await handle(request, response);
  } catch (error) {
    console.error('failed', error);
    response.statusCode = 500;
    response.end();
  }
}).listen(port, '127.0.0.1', () => console.log('listening'));
