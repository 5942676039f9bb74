// The whole life of a pass, walked by Microsoft's own client for JavaScript.
//
//   NODE_EXTRA_CA_CERTS=cert.pem node life.mjs https://localhost:8443
//   node life.mjs http://localhost:8080
//
// The clock has to be a frozen one, and the tenant is reset.

import assert from 'node:assert/strict';
import { Client, GraphError, HTTPMessageHandler, RetryHandler, TelemetryHandler } from '@microsoft/microsoft-graph-client';

const url = process.argv[2];
const policy = '/policies/authenticationMethodsPolicy/authenticationMethodConfigurations/temporaryAccessPass';
let refusals = 0;

// as is a client of Graph for whoever a token stands for. The client sends one
// over TLS alone, and only to a host that it knows for one of Graph's or that is
// named here. Over plain HTTP its own handler would take the token away, so there
// that handler is left out. Without a token nothing is sent, either way.
function as(token) {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') {
    return Client.init({
      baseUrl: url, customHosts: new Set(token ? [hostname] : []), authProvider: (done) => done(null, token),
    });
  }
  return Client.initWithMiddleware({
    baseUrl: url,
    middleware: chain(new RetryHandler(), new TelemetryHandler(), new HTTPMessageHandler()),
    fetchOptions: { headers: token ? { Authorization: `Bearer ${token}` } : {} },
  });
}

function chain(...handlers) {
  handlers.slice(1).forEach((next, i) => handlers[i].setNext(next));
  return handlers[0];
}

// control asks what Graph has no call for.
async function control(method, path, body) {
  const answer = await fetch(`${url}/_tapsim/${path}`, {
    method, body: JSON.stringify(body), headers: { Authorization: 'Bearer anything', 'Content-Type': 'application/json' },
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? undefined : answer.json();
}

const signIn = (user, code) => control('POST', 'signIn', { user, code });

// refused demands that the client throws its own error, with what the service said in it.
async function refused(call, status, code, message) {
  const error = await call.then((got) => assert.fail(`accepted: ${JSON.stringify(got)}`), (thrown) => thrown);
  assert.ok(error instanceof GraphError, `${error}`);
  const body = JSON.parse(error.body);
  assert.deepEqual([error.statusCode, error.code], [status, code]);
  if (message instanceof RegExp) assert.match(error.message, message);
  else assert.equal(error.message, message);
  assert.deepEqual([body.code, body.message], [error.code, error.message]);
  assert.deepEqual(Object.keys(body.innerError), [...(code === 'badRequest' ? ['message'] : []), 'date', 'request-id', 'client-request-id']);
  if (code === 'badRequest') assert.equal(body.innerError.message, error.message);
  assert.equal(error.requestId, error.headers.get('request-id'));
  assert.ok(error.date instanceof Date && !Number.isNaN(error.date.getTime()));
  refusals++;
}

async function walk(graph, version) {
  const api = (path) => graph.api(path).version(version);
  const passes = (user) => `/users/${encodeURIComponent(user)}/authentication/temporaryAccessPassMethods`;
  const only = async (user) => {
    const list = await api(passes(user)).get();
    assert.equal(list['@odata.context'],
      `https://graph.microsoft.com/${version}/$metadata#users('${encodeURIComponent(user)}')/authentication/temporaryAccessPassMethods`);
    assert.ok(list.value.length <= 1);
    return list.value[0];
  };

  // A tenant without users, in which the policy has still to be enabled.
  await control('POST', 'reset', { now: '2026-01-01T12:00:00Z', policy: { state: 'disabled' } });
  assert.equal((await api(policy).get()).state, 'disabled');
  const typed = { '@odata.type': '#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration' };
  await api(policy).patch({ ...typed, state: 'enabled', isUsableOnce: false });
  assert.equal((await api(policy).get()).state, 'enabled');

  // A user whose name no path can hold as it is.
  const adele = 'adele vance+x@contoso.example';
  const user = await api('/users').post({
    accountEnabled: true, displayName: 'Adele Vance', mailNickname: 'adele', userPrincipalName: adele,
    passwordProfile: { forceChangePasswordNextSignIn: true, password: 'of no use here' },
  });
  assert.deepEqual([user.userPrincipalName, user.displayName, user.userType], [adele, 'Adele Vance', 'Member']);
  assert.equal((await api(`/users/${encodeURIComponent(adele)}`).select('id,userPrincipalName').get()).id, user.id);
  const found = await api('/users').filter(`userPrincipalName eq '${encodeURIComponent(adele)}'`).get();
  assert.deepEqual(found.value.map((u) => u.id), [user.id]);

  // A one-time pass from tomorrow on.
  const made = await api(passes(adele)).post({
    '@odata.type': '#microsoft.graph.temporaryAccessPassAuthenticationMethod',
    startDateTime: new Date('2026-01-02T13:00:00+01:00').toISOString(), lifetimeInMinutes: 60, isUsableOnce: true,
  });
  assert.equal(made.temporaryAccessPass.length, 8);
  assert.deepEqual([made.startDateTime, made.createdDateTime, made.isUsable], ['2026-01-02T12:00:00Z', '2026-01-01T12:00:00Z', false]);
  let shown = await only(adele);
  assert.deepEqual([shown.id, shown.temporaryAccessPass, shown.methodUsabilityReason], [made.id, null, 'NotYetValid']);
  assert.equal((await signIn(adele, made.temporaryAccessPass)).reason, 'NotYetValid');
  assert.equal((await control('GET', `passes/${made.id}/code`)).temporaryAccessPass, made.temporaryAccessPass);

  // Tomorrow. It signs in, once.
  const moved = await control('PUT', 'clock', { advance: '24h' });
  assert.deepEqual([moved.now, moved.changes.length], ['2026-01-02T12:00:00Z', 1]);
  shown = await only(user.id);
  assert.deepEqual([shown.isUsable, shown.methodUsabilityReason], [true, 'EnabledByPolicy']);
  assert.equal((await signIn(adele, made.temporaryAccessPass)).result, 'accepted');
  shown = await api(`${passes(adele)}/${made.id}`).get();
  assert.deepEqual([shown.isUsable, shown.methodUsabilityReason], [false, 'OneTimeUsed']);
  assert.equal((await signIn(adele, made.temporaryAccessPass)).reason, 'OneTimeUsed');

  // Another takes its place: the id and the code of the first are gone.
  const second = await api(passes(adele)).post({});
  assert.notEqual(second.id, made.id);
  assert.deepEqual([second.isUsableOnce, second.lifetimeInMinutes, second.isUsable], [false, 60, true]);
  await refused(api(`${passes(adele)}/${made.id}`).get(), 404, 'resourceNotFound', /./);
  assert.equal((await signIn(adele, made.temporaryAccessPass)).reason, 'WrongCode');
  assert.equal((await signIn(adele, second.temporaryAccessPass)).result, 'accepted');
  const all = await api(`/users/${user.id}/authentication/methods`).get();
  assert.deepEqual(all.value.map((m) => [m['@odata.type'], m.id]), [['#microsoft.graph.temporaryAccessPassAuthenticationMethod', second.id]]);

  // The policy is switched off in between, and on again; then the pass expires.
  await api(policy).patch({ state: 'disabled' });
  assert.equal((await only(adele)).methodUsabilityReason, 'DisabledByPolicy');
  await api(policy).patch({ state: 'enabled' });
  assert.equal((await only(adele)).methodUsabilityReason, 'EnabledByPolicy');
  await control('PUT', 'clock', { now: '2026-01-02T13:00:00Z' });
  assert.equal((await only(adele)).methodUsabilityReason, 'Expired');

  // What a pass can be refused for.
  const create = (body) => api(passes(adele)).post(body);
  await refused(create({ lifetimeInMinutes: 10 }), 400, 'badRequest', 'Invalid LifetimeInMinutes specified. The valid range between 60 and 480.');
  await refused(create({ startDateTime: '2026-01-02T12:00:00Z' }), 400, 'badRequest', 'Invalid StartDateTime specified. It can not be a time in the past.');
  await refused(create({ startDateTime: '2026-01-03' }), 400, 'badRequest', /./);
  await refused(create({ lifetimeInMinuts: 60 }), 400, 'badRequest', /./);
  await api(policy).patch({ ...typed, isUsableOnce: true });
  await refused(create({ isUsableOnce: false }), 400, 'badRequest',
    'Invalid IsUsableOnce specified. Tenant Policy does not allow multiple use temporary access pass method.');
  await refused(api(policy).patch({ ...typed, minimumLifetimeInMinutes: 5 }), 400, 'badRequest', /./);
  await refused(api(policy).patch({ ...typed, maximumLifetimeInMinutes: 30 }), 400, 'badRequest', /./);
  await api(policy).delete();
  assert.deepEqual((({ state, isUsableOnce }) => [state, isUsableOnce])(await api(policy).get()), ['disabled', false]);
  const gus = await api('/users').post({
    displayName: 'Gus', userPrincipalName: 'gus_fabrikam.example#EXT#@contoso.example', userType: 'Guest',
    identities: [{ signInType: 'federated', issuer: 'ExternalAzureAD' }],
  });
  await refused(api(passes(gus.userPrincipalName)).post({}), 400, 'badRequest', 'Temporary Access Pass cannot be added to an external guest user.');
  await refused(api(passes('nobody@contoso.example')).get(), 404, 'Request_ResourceNotFound', /does not exist/);
  await refused(api(passes(adele)).patch({}), 405, 'methodNotAllowed', /./);

  // Who may not.
  await refused(as(undefined).api(passes(adele)).version(version).get(), 401, 'InvalidAuthenticationToken', /./);
  const herself = as(adele).api('/me/authentication/temporaryAccessPassMethods').version(version);
  assert.equal((await herself.get()).value[0].id, second.id);
  await refused(as(adele).api(passes(adele)).version(version).post({}), 403, 'accessDenied', 'Request Authorization failed');
  await refused(api('/me/authentication/temporaryAccessPassMethods').get(), 400, 'BadRequest', '/me request is only valid with delegated authentication flow.');

  // The end.
  await api(`${passes(adele)}/${second.id}`).delete();
  assert.equal(await only(adele), undefined);
  await refused(api(`${passes(adele)}/${second.id}`).delete(), 404, 'resourceNotFound', /./);
  await api(`/users/${user.id}`).delete();
  await refused(api(passes(adele)).get(), 404, 'Request_ResourceNotFound', /does not exist/);
}

for (const version of ['v1.0', 'beta']) await walk(as('anything'), version);
console.log(`walked twice, ${refusals} refusals`);
