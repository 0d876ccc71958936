// An OpenID provider that nobody here wrote, with the clients and accounts of a test: oidc-provider for Node.
//
// node provider.mjs PACKAGE '{"accounts": {"login": {"resident_number": "…"}}, "clients": […], "userinfo": false}'
//
// It listens on a free port of this machine and says it in one line: `listening 12345`; over TLS when a folder with `key.pem`
// and `cert.pem` is told. Its pages are its own, for development: every password is right.

import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, json] = process.argv.slice(2);
const told = JSON.parse(json);
const { default: Provider } = await import(pathToFileURL(path.join(folder, 'lib/index.js')));
const jose = await import(pathToFileURL(createRequire(path.join(folder, 'lib/index.js')).resolve('jose')));

const keys = [];
for (const [alg, options] of [['RS256', {}], ['ES256', {}], ['EdDSA', { crv: 'Ed25519' }]]) {
  const { privateKey } = await jose.generateKeyPair(alg, { extractable: true, ...options });
  keys.push({ ...(await jose.exportJWK(privateKey)), alg, use: 'sig', kid: alg.toLowerCase() });
}

const file = (name) => readFileSync(path.join(told.tls, name));
const server = told.tls
  ? https.createServer({ key: file('key.pem'), cert: file('cert.pem') })
  : http.createServer();
await new Promise((ready) => server.listen(told.port ?? 0, '127.0.0.1', ready));
const { port } = server.address();

const provider = new Provider(`${told.tls ? 'https' : 'http'}://127.0.0.1:${port}`, {
  clients: told.clients,
  clientAuthMethods: told.methods ?? ['client_secret_basic', 'client_secret_post'],
  claims: { openid: ['sub'], identity: ['resident_number'] },
  // Where the claims of a scope are told: in the ID token, or at the UserInfo endpoint alone.
  conformIdTokenClaims: told.userinfo === true,
  cookies: { keys: ['a key of a test'] },
  enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'EdDSA'] },
  features: { devInteractions: { enabled: true }, rpInitiatedLogout: { enabled: true } },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: told.accounts[id]?.sub ?? id, resident_number: told.accounts[id]?.resident_number }),
  }),
  jwks: { keys },
  pkce: { required: () => true },
});
server.on('request', provider.callback());
console.log(`listening ${port}`);
