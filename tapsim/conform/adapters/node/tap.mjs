#!/usr/bin/env node
// A Temporary Access Pass service in one file, and the adapter that lets
// `tapsim conform -- node tap.mjs` ask it questions: a JSON object a line comes
// in on stdin, and one goes out on stdout.
//
// It needs Node 20 and nothing else. To test an implementation of your own
// against the reference model, keep the end of this file, from `answer` on, and
// put yours behind it.
//
// A name in brackets is the id of the rule that is decided there:
// `tapsim rules create-gated` prints what the rule says, and its source.

import { createHash } from 'node:crypto';

// Instants are counted in ticks of 100 ns since the year 1, in a BigInt: a
// Date knows milliseconds only, and a Number loses ticks after the year 29.
const SECOND = 10_000_000n;
const MINUTE = 60n * SECOND;
const YEAR_ONE = -62_135_596_800_000; // as a Date counts, in milliseconds
const YEAR_10000 = 253_402_300_800_000;

const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?(?:Z|([+-])(\d\d):(\d\d))$/;
const POWERSHELL_DATE = /^\/Date\((-?\d{1,15})\)\/$/;

/** The ticks of a number of milliseconds since 1970; undefined outside the years 1 to 9999. */
function toTicks(milliseconds) {
  if (milliseconds < YEAR_ONE || milliseconds >= YEAR_10000) return undefined;
  return BigInt(milliseconds - YEAR_ONE) * 10_000n;
}

/** Reads an instant, cut to a tick [time-utc]; undefined for a text that is none. */
function parseInstant(text) {
  const [, local, fraction = '', sign, hours = '0', minutes = '0'] = INSTANT.exec(text) ?? [];
  const date = new Date(`${local}Z`);
  // Date takes the 30th of February for a day in March, and 24:00 for the next
  // day; written out again they look different.
  if (Number.isNaN(date.valueOf()) || date.toISOString().slice(0, 19) !== local) return undefined;
  const offset = Number(hours) * 60 + Number(minutes);
  if (offset > 14 * 60 || Number(minutes) > 59 || local.startsWith('0000')) return undefined;
  const ticks = toTicks(date.valueOf() + offset * (sign === '-' ? 60_000 : -60_000));
  return ticks === undefined ? undefined : ticks + BigInt(fraction.padEnd(7, '0').slice(0, 7));
}

/** Reads the start of a pass: an instant, perhaps without a zone, or a date as Windows PowerShell 5.1 writes it. */
function parseStart(text) {
  const [, milliseconds] = POWERSHELL_DATE.exec(text) ?? [];
  if (milliseconds !== undefined) return toTicks(Number(milliseconds)); // [create-start-form]
  return parseInstant(text) ?? parseInstant(`${text}Z`); // [create-start-offset] [create-start-zone]
}

/** Spells an instant as Graph does: with Z, and no zeros at the end of the fraction. [time-format] */
function formatInstant(ticks) {
  const seconds = new Date(Number(ticks / SECOND) * 1000 + YEAR_ONE).toISOString().slice(0, 19);
  const fraction = String(ticks % SECOND).padStart(7, '0').replace(/0+$/, '');
  return `${seconds}${fraction && '.'}${fraction}Z`;
}

/**
 * A name as it is compared: without the case of ASCII letters. (toLowerCase on
 * the whole would make a k of the Kelvin sign.) @odata.type alone is compared
 * as it is spelt. [create-case]
 */
function comparable(name) {
  const folded = name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return folded === '@odata.type' ? name : folded;
}

const TWICE = Symbol('an object that gives a name twice');

/**
 * Reads JSON as JSON.parse does, with two differences that the rules ask for:
 * an object that gives a name twice becomes TWICE, and a number that is not an
 * integer becomes NaN. (JSON.parse keeps the last of two values, and takes
 * 60.00000000000000000001 for 60.) Both are of the wrong type wherever a type
 * is asked for, and do no harm in a property that is ignored.
 */
function readJSON(text) {
  JSON.parse(text); // throws a SyntaxError, so what follows needs no checks
  const open = [[]]; // the lists and objects that are not closed yet, an object as names and values by turns
  for (const token of text.match(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|[^\s{}[\],:"]+/g)) {
    if (token === '{' || token === '[') open.push([]);
    else if (token === '}') open.at(-2).push(toObject(open.pop()));
    else if (token === ']') open.at(-2).push(open.pop());
    else open.at(-1).push(/^[-\d]/.test(token) ? readNumber(token) : JSON.parse(token));
  }
  return open[0][0];
}

/** An object has no prototype, so that no name in a body means anything to JavaScript. */
function toObject(namesAndValues) {
  const object = Object.create(null);
  const names = new Set();
  for (let i = 0; i < namesAndValues.length; i += 2) {
    object[namesAndValues[i]] = namesAndValues[i + 1];
    names.add(comparable(namesAndValues[i]));
  }
  return names.size < namesAndValues.length / 2 ? TWICE : object;
}

/** Decides by the spelling whether a number is an integer: 60, 60.0 and 600e-1 are. */
function readNumber(spelling) {
  const [, whole, fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(spelling);
  const digits = (whole + fraction).replace(/(?<!0)0+$/, '');
  const zeros = whole.length + fraction.length - digits.length;
  return digits === '' || Number(exponent) - fraction.length + zeros >= 0 ? Number(spelling) : NaN;
}

/** Thrown to refuse a request. Nothing has been changed at that point. */
class Refusal {
  constructor(status, code, message) {
    this.answer = { status, error: { code, message } };
  }
}

const badRequest = (message) => new Refusal(400, 'badRequest', message);

/** The body of a request: its JSON, read with the differences above. */
function readBody({ body, raw }) {
  if (raw === undefined ? body === undefined : /^[ \t\r\n]*$/.test(raw)) {
    throw new Refusal(400, 'BadRequest', 'Empty Payload. JSON content expected.'); // [create-empty]
  }
  if (raw === undefined) return body;
  try {
    return readJSON(raw);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Refusal( // [create-malformed]
      400,
      'BadRequest',
      'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
    );
  }
}

// A reader takes a value that is not null, and returns what is kept of it:
// undefined if the value is refused, null if it counts as left out.
const ignored = () => null;
const int32 = (value) => (typeof value === 'number' && value === (value | 0) ? value : undefined);
const boolean = (value) => (typeof value === 'boolean' ? value : undefined);
const string = (value) => (typeof value === 'string' ? value : undefined);
const lowerCase = (value) => string(value)?.toLowerCase();
const oneOf = (...words) => (value) => (words.includes(value) ? value : undefined);
const listOf = (reader) => (value) => {
  const list = Array.isArray(value) ? value.map(reader) : [undefined];
  return list.includes(undefined) ? undefined : list;
};

/**
 * Reads those properties of an object that have readers; undefined if something
 * is wrong with it. `undeclared` reads all others, or they are refused.
 */
function readObject(object, readers, undeclared) {
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  const read = {};
  for (const [name, value] of Object.entries(object)) {
    const declared = Object.keys(readers).find((known) => comparable(known) === comparable(name));
    const reader = name.includes('@') ? ignored : (readers[declared] ?? undeclared); // [create-readonly]
    if (!reader) return undefined;
    const kept = value === null ? null : reader(value); // [create-null] [policy-null]
    if (kept === undefined) return undefined;
    if (kept !== null) read[declared] = kept;
  }
  return read;
}

/** The same, of a body, which is refused if something is wrong with it. [create-unknown] [policy-unknown] */
function readProperties(body, readers) {
  const read = readObject(body, readers);
  if (!read) throw badRequest('Unable to parse request body as an authentication method.');
  return read;
}

const PASS = {
  lifetimeInMinutes: int32,
  isUsableOnce: boolean,
  startDateTime: (value) => parseStart(string(value)),
  // What only the service sets. [create-readonly]
  id: ignored,
  temporaryAccessPass: ignored,
  createdDateTime: ignored,
  lastUsedDateTime: ignored,
  isUsable: ignored,
  methodUsabilityReason: ignored,
};

const USER = {
  userType: oneOf('member', 'guest'),
  external: boolean,
  groups: listOf(lowerCase),
  roles: listOf(string),
};

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const TARGET = {
  targetType: oneOf('user', 'group'),
  id: (value) => (value === 'all_users' || GUID.test(lowerCase(value)) ? lowerCase(value) : undefined),
  isRegistrationRequired: boolean,
};

function excludeTarget(value) {
  const { targetType, id } = readObject(value, TARGET, ignored) ?? {};
  return targetType && id ? { targetType, id } : undefined;
}

function includeTarget(value) {
  const target = excludeTarget(value);
  return target && { ...target, isRegistrationRequired: false };
}

const POLICY_TYPE = '#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration';

// What the policy of every authentication method has, and what that of this one has beside it.
const ANY_POLICY = { id: ignored, state: oneOf('enabled', 'disabled'), excludeTargets: listOf(excludeTarget) };
const OWN_POLICY = {
  minimumLifetimeInMinutes: int32,
  maximumLifetimeInMinutes: int32,
  defaultLifetimeInMinutes: int32,
  defaultLength: int32,
  isUsableOnce: boolean,
  includeTargets: listOf(includeTarget),
};
const POLICY = { ...ANY_POLICY, ...OWN_POLICY };

/** Reads the body of a PATCH. One that does not name its type changes nothing of the pass's own. [policy-type] */
function readPolicyChanges(body) {
  const type = body?.['@odata.type'] ?? null;
  if (type === null) {
    const dropped = Object.keys(OWN_POLICY).map((name) => [name, ignored]);
    return readProperties(body, { ...ANY_POLICY, ...Object.fromEntries(dropped) });
  }
  if (type !== POLICY_TYPE) throw badRequest(`The @odata.type of this policy is ${POLICY_TYPE}.`);
  return readProperties(body, POLICY);
}

const START_TOLERANCE = MINUTE;
const REGISTRATION_WINDOW = 10n * MINUTE;
const END_OF_TIME = parseInstant('9999-12-31T23:59:59.9999999Z');

const EDITIONS = ['current', 'documented', 'preview'];

let edition; // which of the service's behaviours over the years
let policy; // as Graph shows it
let users; // each with the one pass that they have, or none [pass-single]
let roleAssignableGroups; // their ids
let draws; // how many random-looking values were drawn

function defaultPolicy() { // [policy-defaults]
  return {
    id: 'TemporaryAccessPass',
    state: 'disabled',
    defaultLifetimeInMinutes: 60,
    defaultLength: 8,
    minimumLifetimeInMinutes: 60,
    maximumLifetimeInMinutes: edition === 'preview' ? 1440 : 480,
    isUsableOnce: false,
    includeTargets: [{ targetType: 'group', id: 'all_users', isRegistrationRequired: false }],
    excludeTargets: [],
  };
}

/** Finds a user by object id or by user principal name, in any case. [user-key] */
function findUser(key) {
  const folded = key.toLowerCase();
  return users.find((user) => user.id === folded || user.userPrincipalName.toLowerCase() === folded);
}

const hasPass = (user, id) => user?.pass !== undefined && user.pass.id === id.toLowerCase();

/** Whether the policy applies to a user: an exclude beats an include. [policy-targets] */
function isInScope(user) {
  const matches = ({ targetType, id }) =>
    targetType === 'user' ? id === user.id : id === 'all_users' || user.groups.includes(id);
  return policy.includeTargets.some(matches) && !policy.excludeTargets.some(matches);
}

/**
 * Says whether a user's pass can be used now, and if not, why. Nothing of this
 * is stored: the order of the lines is the order of precedence. [usability-order]
 */
function usability(user, now) {
  const { pass } = user;
  if (policy.state !== 'enabled' || !isInScope(user) || (policy.isUsableOnce && !pass.once)) return 'DisabledByPolicy';
  if (now >= pass.end) return 'Expired'; // [usability-end]
  if (now < pass.start) return 'NotYetValid';
  if (pass.used) return 'OneTimeUsed';
  return 'EnabledByPolicy';
}

/** A user's pass as Graph shows it. The code is null except in the answer to the create. [pass-code-once] */
function show(user, now) {
  const { pass } = user;
  const reason = usability(user, now);
  return {
    id: pass.id,
    temporaryAccessPass: null,
    createdDateTime: formatInstant(pass.created),
    startDateTime: formatInstant(pass.start),
    lifetimeInMinutes: pass.lifetime,
    isUsableOnce: pass.once,
    isUsable: reason === 'EnabledByPolicy',
    methodUsabilityReason: reason,
  };
}

/**
 * 64 bytes that look random and are the same after each reset, so that requests
 * which were kept can be sent again, codes included. A service with secrets
 * takes them from randomBytes.
 */
const draw = () => createHash('sha512').update(String(draws++)).digest();

function newId() { // [pass-id]
  return draw().toString('hex').replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-4$3-a$4-$5');
}

// 64 characters, so that six bits of a byte pick one as likely as any other.
// A code has a character of each kind: it is drawn again until it has.
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789+&=$-*#';
const KINDS = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/];

function newCode(length) { // [pass-code-length] [pass-code-alphabet]
  for (;;) {
    const code = Array.from(draw().subarray(0, length), (byte) => ALPHABET[byte & 63]).join('');
    if (KINDS.every((kind) => kind.test(code))) return code;
  }
}

const permissions = (...kinds) =>
  kinds.flatMap((kind) => [`UserAuthenticationMethod.${kind}`, `UserAuthMethod-TAP.${kind}`]);
const WRITE_ALL = permissions('ReadWrite.All');
const WRITE_OWN = [...WRITE_ALL, ...permissions('ReadWrite')];
const READ_ALL = [...WRITE_ALL, ...permissions('Read.All')];
const READ_OWN = [...READ_ALL, ...WRITE_OWN, ...permissions('Read')];
const WRITE_POLICY = ['Policy.ReadWrite.AuthenticationMethod'];
const READ_POLICY = [...WRITE_POLICY, 'Policy.Read.AuthenticationMethod', 'Policy.Read.All'];

const REACHES_ALL = ['Global Administrator', 'Privileged Authentication Administrator'];
const READERS = [...REACHES_ALL, 'Authentication Administrator', 'Global Reader'];
const POLICY_WRITERS = ['Global Administrator', 'Authentication Policy Administrator'];
const POLICY_READERS = [...POLICY_WRITERS, 'Global Reader'];

/** The roles that do not take their holder out of the reach of an Authentication Administrator. */
const WITHIN_REACH = [
  'Authentication Administrator',
  'Directory Readers',
  'Guest Inviter',
  'Message Center Reader',
  'Password Administrator',
  'Reports Reader',
  'User Experience Success Manager',
  'Usage Summary Reports Reader',
];

const holdsAny = (held, wanted) => wanted.some((one) => held?.includes(one));

/** A delegated caller needs a permission and a role, an application either of them, an operator neither. */
function isPermitted({ kind, ...actor }, wanted, hasRole) {
  switch (kind) {
    case 'operator': return true;
    case 'delegated': return holdsAny(actor.scopes, wanted) && hasRole;
    case 'application': return holdsAny(actor.permissions, wanted) || hasRole;
    default: throw new RangeError(`no kind of actor: ${kind}`);
  }
}

const isSelf = (actor, user) => actor.kind === 'delegated' && findUser(actor.user) === user;

/** Whether the caller's roles let them change the pass of a user. */
function reaches({ directoryRoles }, user) {
  if (holdsAny(directoryRoles, REACHES_ALL)) return true;
  return (
    holdsAny(directoryRoles, ['Authentication Administrator']) &&
    user.roles.every((role) => WITHIN_REACH.includes(role)) &&
    !holdsAny(user.groups, roleAssignableGroups)
  );
}

const mayWrite = (actor, user) => isPermitted(actor, WRITE_ALL, reaches(actor, user)); // [access-write]
const mayCreate = (actor, user) => !isSelf(actor, user) && mayWrite(actor, user); // [access-self-create]
const mayDelete = (actor, user) =>
  isSelf(actor, user) ? holdsAny(actor.scopes, WRITE_OWN) : mayWrite(actor, user); // [access-self-delete]
const mayRead = (actor, user) =>
  isSelf(actor, user)
    ? holdsAny(actor.scopes, READ_OWN) // [access-self-read]
    : isPermitted(actor, READ_ALL, holdsAny(actor.directoryRoles, READERS)); // [access-other-read]

// [access-policy]
const mayReadPolicy = (actor) => isPermitted(actor, READ_POLICY, holdsAny(actor.directoryRoles, POLICY_READERS));
const mayWritePolicy = (actor) => isPermitted(actor, WRITE_POLICY, holdsAny(actor.directoryRoles, POLICY_WRITERS));

function requireAllowed(isAllowed) {
  if (!isAllowed) throw new Refusal(403, 'accessDenied', 'Request Authorization failed'); // [access-refused]
}

const isMe = (key) => key?.toLowerCase() === 'me';

/** The user of a request. It is refused if there is no such user, or if the caller may not do this. */
function target({ user: key, actor }, isAllowed) {
  const user = findUser(isMe(key) ? actor.user : key);
  if (!user) { // [user-missing]
    const message = `Resource '${key}' does not exist or one of its queried reference-property objects are not present.`;
    throw new Refusal(404, 'Request_ResourceNotFound', message);
  }
  requireAllowed(isAllowed(actor, user));
  return user;
}

function requirePass(user, id) { // [get-missing] [delete-missing]
  if (!hasPass(user, id)) throw new Refusal(404, 'resourceNotFound', 'There is no such pass.');
}

// The errors of refused sign-ins. The texts are Microsoft's, except that of
// NotYetValid, which is not published.
const SIGN_IN_ERRORS = {
  NoPass: { code: 'AADSTS130507', message: 'An access pass could not be found or verified for the user.' },
  WrongCode: {
    code: 'AADSTS130503',
    message: "Your Temporary Access Pass is incorrect. If you don't know your pass, contact your administrator.",
  },
  DisabledByPolicy: {
    code: 'AADSTS130502',
    message: 'Temporary Access Pass sign in was blocked due to User Credential Policy.',
  },
  Expired: {
    code: 'AADSTS130504',
    message: 'Your Temporary Access Pass has expired. Contact your administrator to obtain a new pass.',
  },
  NotYetValid: { message: 'Your Temporary Access Pass is not valid yet.' },
  OneTimeUsed: {
    code: 'AADSTS130505',
    message: 'Your one-time Temporary Access Pass has been redeemed. Contact your admin to get a new pass.',
  },
};

const blocked = (reason) => ({ result: 'refused', reason, error: SIGN_IN_ERRORS[reason] });

const done = { status: 204 };

// Each takes the request, and now in ticks, and returns the answer or throws a
// Refusal, which it does before it changes anything. The order of the lines is
// the order of the checks.
const operations = {
  reset(request) {
    edition = request.edition ?? 'current';
    if (!EDITIONS.includes(edition)) throw new RangeError(`no edition: ${edition}`);
    policy = { ...defaultPolicy(), ...readProperties(request.policy, POLICY) };
    users = request.users.map((user) => ({
      ...user,
      id: user.id.toLowerCase(),
      groups: user.groups.map(lowerCase),
    }));
    roleAssignableGroups = request.groups.filter((group) => group.isAssignableToRole).map(({ id }) => lowerCase(id));
    draws = 0;
    return done;
  },

  create(request, now) {
    const wanted = readProperties(readBody(request), PASS);
    const user = target(request, mayCreate);
    if (user.userType === 'guest' && user.external) { // [create-guest] [create-external-member]
      throw badRequest('Temporary Access Pass cannot be added to an external guest user.');
    }
    if (edition === 'current' && (policy.state !== 'enabled' || !isInScope(user))) { // [create-gated]
      throw badRequest(
        'Converged UserCredentialPolicy does not allow creating or updating this authentication method. AuthMethodType [TemporaryAccessPass].',
      );
    }
    if (edition === 'preview' && user.pass && ['EnabledByPolicy', 'NotYetValid'].includes(usability(user, now))) {
      throw badRequest('The user has a Temporary Access Pass already.'); // [create-conflict]
    }

    const { minimumLifetimeInMinutes: least, maximumLifetimeInMinutes: most } = policy;
    const lifetime = wanted.lifetimeInMinutes ?? policy.defaultLifetimeInMinutes; // [create-lifetime-default]
    if (lifetime < least || lifetime > most) { // [create-lifetime-range]
      throw badRequest(`Invalid LifetimeInMinutes specified. The valid range between ${least} and ${most}.`);
    }
    const once = wanted.isUsableOnce ?? policy.isUsableOnce; // [create-once-default]
    if (policy.isUsableOnce && !once) { // [create-once-required]
      throw badRequest(
        'Invalid IsUsableOnce specified. Tenant Policy does not allow multiple use temporary access pass method.',
      );
    }
    const start = wanted.startDateTime ?? now; // [create-start-default]
    if (start < now - START_TOLERANCE) { // [create-start-past] [create-start-tolerance]
      throw badRequest('Invalid StartDateTime specified. It can not be a time in the past.');
    }
    const end = start + BigInt(lifetime) * MINUTE;
    if (end + REGISTRATION_WINDOW > END_OF_TIME) { // [create-start-far]
      throw badRequest('Invalid StartDateTime specified. The pass would end too late.');
    }

    const id = newId();
    const code = newCode(policy.defaultLength);
    user.pass = { id, code, created: now, start, end, lifetime, once, used: false }; // [create-replaces]
    return { status: 201, body: { ...show(user, now), temporaryAccessPass: code } }; // [create-accepted]
  },

  list(request, now) { // [list-one]
    const user = target(request, mayRead);
    return { status: 200, body: { value: user.pass ? [show(user, now)] : [] } };
  },

  get(request, now) { // [get-found]
    const user = target(request, mayRead);
    requirePass(user, request.id);
    return { status: 200, body: show(user, now) };
  },

  delete(request) { // [delete-found]
    const user = target(request, mayDelete);
    requirePass(user, request.id);
    delete user.pass;
    return done;
  },

  // The code is compared before the state of the pass is looked at, so that
  // a caller without the code does not learn the state. [signin-order]
  signIn(request, now) {
    const user = findUser(request.user);
    if (!user?.pass) return blocked('NoPass'); // [signin-none]
    const { pass } = user;
    if (request.code !== pass.code) return blocked('WrongCode'); // [signin-code]
    const reason = usability(user, now);
    // [signin-disabled] [signin-expired] [signin-early] [signin-used]
    if (reason !== 'EnabledByPolicy') return blocked(reason);

    const answer = { result: 'accepted', sessionEnds: formatInstant(pass.end) }; // [signin-session]
    if (!pass.once) return answer; // [signin-window-multi]
    pass.used = true; // [signin-once]
    return { ...answer, registerBy: formatInstant(now + REGISTRATION_WINDOW) }; // [signin-window]
  },

  // A session goes on after the sign-in that spent a one-time pass. [refresh-accepted]
  refresh(request, now) {
    const user = findUser(request.user);
    if (!hasPass(user, request.id)) return blocked('NoPass'); // [refresh-none]
    const reason = usability(user, now);
    // [refresh-disabled] [refresh-expired] [refresh-early]
    if (reason !== 'EnabledByPolicy' && reason !== 'OneTimeUsed') return blocked(reason);
    return { result: 'accepted', sessionEnds: formatInstant(user.pass.end) };
  },

  getPolicy({ actor }) {
    requireAllowed(mayReadPolicy(actor));
    return { status: 200, body: policy };
  },

  updatePolicy(request) { // [policy-update]
    const changes = readPolicyChanges(readBody(request));
    requireAllowed(mayWritePolicy(request.actor));

    // The checks look at the policy that would result, so a change happens
    // whole or not at all. [policy-atomic]
    const changed = { ...policy, ...changes };
    const { minimumLifetimeInMinutes: least, defaultLifetimeInMinutes: usual, maximumLifetimeInMinutes: most } = changed;
    if ([least, usual, most].some((minutes) => minutes < 10 || minutes > 43200)) { // [policy-range]
      throw badRequest('Lifetimes lie between 10 and 43200 minutes.');
    }
    if (changed.defaultLength < 8 || changed.defaultLength > 48) {
      throw badRequest('Codes have 8 to 48 characters.');
    }
    if (least > usual || usual > most) { // [policy-order]
      throw badRequest('The default lifetime lies between the minimum and the maximum.');
    }
    policy = changed;
    return done;
  },

  resetPolicy({ actor }) { // [policy-reset]
    requireAllowed(mayWritePolicy(actor));
    policy = defaultPolicy();
    return done;
  },

  updateUser(request) {
    const changes = readProperties(readBody(request), USER);
    Object.assign(target(request, () => true), changes);
    return done;
  },
};

function answer({ actor, ...request }) {
  const { op } = request;
  if (op === 'hello') {
    return {
      protocol: 1,
      implementation: { name: 'tap-node', version: '2.0', language: 'javascript' },
      editions: EDITIONS,
      ops: Object.keys(operations).filter((name) => name !== 'reset'),
      features: ['actors'],
    };
  }
  if (!Object.hasOwn(operations, op)) return { skipped: `no op ${op}` };
  const now = parseInstant(request.at);
  if (now === undefined) throw new RangeError(`at ${request.at}: no instant`);
  request.actor = actor ?? { kind: 'operator' };
  try {
    // Comes before every other check. (A sign-in is no call of Graph's and has no /me.) [access-me]
    const isSignIn = op === 'signIn' || op === 'refresh';
    if (isMe(request.user) && request.actor.kind !== 'delegated' && !isSignIn) {
      throw new Refusal(400, 'BadRequest', '/me request is only valid with delegated authentication flow.');
    }
    return operations[op](request, now);
  } catch (refusal) {
    if (refusal instanceof Refusal) return refusal.answer;
    throw refusal;
  }
}

function converse(line) {
  let seq;
  try {
    const request = readJSON(line);
    seq = request.seq;
    if (request.op === 'bye') return process.stdin.destroy();
    reply({ seq, ...answer(request) });
  } catch (error) {
    console.error(error); // stderr is kept, and shown in the report
    reply({ seq, failed: String(error) });
  }
}

const reply = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

// Lines are split here, since node:readline also ends a line at U+2028, and a
// string in JSON may have that character.
let rest = '';
process.stdin.setEncoding('utf8').on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  lines.forEach(converse);
});
