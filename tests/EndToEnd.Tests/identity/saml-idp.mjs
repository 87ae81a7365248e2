// A SAML identity provider of the tests' own: samlp behind express.
//
//   node saml-idp.mjs SETTINGS.json
//
// SETTINGS: {port, console: our metadata's address, cert, key: PEM, signResponse, encrypt, people: {login: {displayName, email, groups}}}
// /sso signs in (also what is begun here), /slo signs out (also what is begun here), /metadata is what consoles read.
import { readFileSync } from 'node:fs';
import { randomUUID, X509Certificate } from 'node:crypto';
import express from 'express';
import samlp from 'samlp';
import SessionParticipants from 'samlp/lib/sessionParticipants/index.js';

const { port, console: metadata, cert, key, signResponse, encrypt, people } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const address = `http://127.0.0.1:${port}`;
const issuer = `${address}/entity`;
const redirect = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect';
const room = metadata.replace(/\/metadata$/, '');
const participants = new SessionParticipants();
const transactions = new Map();
const app = express();

// What a provider does with a service provider's metadata: it takes its certificates from there.
async function certificates() {
  const xml = await (await fetch(metadata)).text();
  const pem = (use) => `-----BEGIN CERTIFICATE-----\n${xml.match(new RegExp(`use="${use}".*?X509Certificate>([^<]+)<`))[1].replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  return { signing: pem('signing'), encryption: pem('encryption') };
}

const hidden = (query) => Object.entries(query).map(([name, value]) => `<input type="hidden" name="${name}" value="${value.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}">`).join('');
const asks = (query) => `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>IdP</title></head><body><h1>IdP</h1><form action="/sso/as"><label>Login <input name="login" required></label>${hidden(query)}<button>Continue</button></form></body></html>`;

const store = {
  save(request, state, done) { const id = randomUUID(); transactions.set(id, state); done(null, id); },
  load(request, id, options, done) { const state = transactions.get(id); if (options.destroy) transactions.delete(id); (done ?? options)(null, state); },
  update(request, id, state, done) { transactions.set(id, state); done(null, id); },
};

app.use(express.urlencoded({ extended: false }), (request, response, next) => { request.body ??= {}; next(); });
app.get('/metadata', samlp.metadata({ issuer, cert, redirectEndpointPath: '/sso', postEndpointPath: '/sso', logoutEndpointPaths: { redirect: '/slo', post: '/slo' } }));
app.get('/sso', (request, response) => response.send(asks(request.query)));
app.get('/sso/as', async (request, response, next) => {
  const login = request.query.login;
  const { signing, encryption } = await certificates();
  const sessionIndex = `_${randomUUID()}`;
  participants._participants.push({ serviceProviderId: metadata, nameId: login, nameIdFormat: 'urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified', sessionIndex, serviceProviderLogoutURL: `${room}/logout`, cert: signing, binding: redirect });
  samlp.auth({
    issuer, cert, key, signResponse, sessionIndex, signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256', lifetimeInSeconds: 300,
    // A request must be signed by the console's certificate.
    signingCert: request.query.SAMLRequest ? signing : undefined,
    audience: metadata, destination: `${room}/acs`, recipient: `${room}/acs`,
    getPostURL: (audience, document, at, done) => done(null, `${room}/acs`),
    getUserFromRequest: () => ({ id: login, displayName: people[login].displayName, emails: [{ value: people[login].email }], name: {}, groups: people[login].groups }),
    ...(encrypt ? { encryptionCert: encryption, encryptionPublicKey: new X509Certificate(encryption).publicKey.export({ type: 'spki', format: 'pem' }), encryptionAlgorithm: 'http://www.w3.org/2009/xmlenc11#aes256-gcm' } : {}),
  })(request, response, next);
});
app.all('/slo', (request, response, next) =>
  samlp.logout({ issuer, cert, key, deflate: true, protocolBinding: redirect, signatureAlgorithm: 'rsa-sha256', digestAlgorithm: 'sha256', sessionParticipants: participants, store })(request, response, next));
app.use((error, request, response, next) => { console.error(error); response.status(500).send(String(error.message)); });
app.listen(port, '127.0.0.1', () => console.log('listening'));
