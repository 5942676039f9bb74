#!/usr/bin/env node
// A Temporary Access Pass service in one file, and the adapter that lets
// `tapsim conform -- node tap.mjs` ask it questions: a JSON object a line comes
// in on stdin, and one goes out on stdout.
//
// It needs Node 18 and nothing else. To hold an implementation of your own
// against the reference, keep the end of this file, from `answer` on, and put
// yours behind it.
//
// What is left out: who may ask. Every caller is an operator, who may do
// everything, and so the feature "actors" is not announced below. tapsim does
// not send what is not announced, and counts those stories as skipped.

import { randomBytes, randomUUID } from 'node:crypto';

// Instants are counted in ticks of 100 ns since the year 1, in a BigInt: a
// Date knows milliseconds only, and a Number loses ticks after the year 29.
const SECOND = 10_000_000n;
const MINUTE = 60n * SECOND;
const YEAR_ONE = -62_135_596_800_000; // as a Date counts, in milliseconds
const YEAR_10000 = 253_402_300_800_000;

const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,12}))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** Reads an instant, cut to a tick; undefined for what is none. */
function parseInstant(text) {
  const [, local, fraction = '', sign, hours = '0', minutes = '0'] = INSTANT.exec(text) ?? [];
  const date = new Date(`${local}Z`);
  // Date takes the 30th of February for a day in March, and 24:00 for the next
  // day; written out again they look different.
  if (Number.isNaN(date.valueOf()) || date.toISOString().slice(0, 19) !== local) return undefined;
  const offset = Number(hours) * 60 + Number(minutes);
  if (offset > 14 * 60 || Number(minutes) > 59 || local.startsWith('0000')) return undefined;
  const utc = date.valueOf() + offset * (sign === '-' ? 60_000 : -60_000);
  if (utc < YEAR_ONE || utc >= YEAR_10000) return undefined;
  return BigInt((utc - YEAR_ONE) / 1000) * SECOND + BigInt(fraction.padEnd(7, '0').slice(0, 7));
}

/** Spells an instant as Graph does: with Z, and no zeros at the end of the fraction. */
function formatInstant(ticks) {
  const seconds = new Date(Number(ticks / SECOND) * 1000 + YEAR_ONE).toISOString().slice(0, 19);
  const fraction = String(ticks % SECOND).padStart(7, '0').replace(/0+$/, '');
  return `${seconds}${fraction && '.'}${fraction}Z`;
}

const TWICE = Symbol('an object with two equal names');

/**
 * Reads JSON as JSON.parse does, with two differences that the rules ask for:
 * an object with a name given twice becomes TWICE, and a number that is not
 * whole becomes NaN. (JSON.parse keeps the last of the two and takes
 * 60.00000000000000000001 for 60.) Both are of the wrong type wherever a type
 * is asked for, and do no harm in a property that is ignored. Objects have no
 * prototype, so no name in a body means anything to JavaScript.
 */
function readJSON(text) {
  JSON.parse(text); // throws at what is no JSON, so what is left needs no checks
  const tokens = text.match(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|[^\s{}[\],:"]+/g);
  let next = 0;

  function read() {
    const token = tokens[next++];
    switch (token[0]) {
      case '{': {
        const object = Object.create(null);
        let twice = false;
        while (tokens[next] !== '}') {
          const name = JSON.parse(tokens[next++]);
          twice ||= name in object;
          object[name] = read();
        }
        next++;
        return twice ? TWICE : object;
      }
      case '[': {
        const list = [];
        while (tokens[next] !== ']') list.push(read());
        next++;
        return list;
      }
      case '"': case 't': case 'f': case 'n':
        return JSON.parse(token);
      default:
        return isWhole(token) ? Number(token) : NaN;
    }
  }
  return read();
}

/** Whether a number, as it is spelt, is an integer: 60, 60.0 and 600e-1 are. */
function isWhole(spelling) {
  const [, whole, fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(spelling);
  const digits = (whole + fraction).replace(/0+$/, '');
  const zeros = whole.length + fraction.length - digits.length;
  return digits === '' || Number(exponent) - fraction.length + zeros >= 0;
}

const isInt32 = (value) => typeof value === 'number' && value === (value | 0);
const isBoolean = (value) => typeof value === 'boolean';
const isString = (value) => typeof value === 'string';
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads the body of a request: those of the properties that it names. Null is
 * the same as left out; names with an @ and those to be ignored are passed
 * over. Anything else that is wrong with it, and the result is undefined.
 */
function readBody({ body = {}, raw }, properties, ignored) {
  if (raw !== undefined) {
    try {
      body = /^[ \t\r\n]*$/.test(raw) ? {} : readJSON(raw);
    } catch {
      return undefined;
    }
  }
  return isObject(body) ? readProperties(body, properties, ignored) : undefined;
}

function readProperties(object, properties, ignored) {
  const read = {};
  for (const [name, value] of Object.entries(object)) {
    if (name.includes('@') || ignored.includes(name)) continue;
    if (!Object.hasOwn(properties, name)) return undefined;
    if (value === null) continue;
    if (!properties[name](value)) return undefined;
    read[name] = value;
  }
  return read;
}

const CREATE_PROPERTIES = { lifetimeInMinutes: isInt32, isUsableOnce: isBoolean, startDateTime: isString };
const CREATE_IGNORED = ['id', 'temporaryAccessPass', 'createdDateTime', 'lastUsedDateTime', 'isUsable', 'methodUsabilityReason'];

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const TARGET_PROPERTIES = {
  targetType: (value) => value === 'user' || value === 'group',
  id: (value) => isString(value) && (value === 'all_users' || GUID.test(value)),
  isRegistrationRequired: isBoolean,
};

function isTarget(value) {
  const target = isObject(value) && readProperties(value, TARGET_PROPERTIES, []);
  return Boolean(target) && 'targetType' in target && 'id' in target;
}

const isTargets = (value) => Array.isArray(value) && value.every(isTarget);

const POLICY_PROPERTIES = {
  state: (value) => value === 'enabled' || value === 'disabled',
  minimumLifetimeInMinutes: isInt32,
  maximumLifetimeInMinutes: isInt32,
  defaultLifetimeInMinutes: isInt32,
  defaultLength: isInt32,
  isUsableOnce: isBoolean,
  includeTargets: isTargets,
  excludeTargets: isTargets,
};

const isStrings = (value) => Array.isArray(value) && value.every(isString);

const USER_PROPERTIES = {
  userType: (value) => value === 'member' || value === 'guest',
  external: isBoolean,
  groups: isStrings,
  roles: isStrings, // they matter to the access rules alone
};

const done = { status: 204 };
const refused = (status, code, message) => ({ status, error: { code, message } });
const badRequest = (message) => refused(400, 'badRequest', message);
const userMissing = () => refused(404, 'Request_ResourceNotFound', 'There is no such user.');
const passMissing = () => refused(404, 'resourceNotFound', 'There is no such pass.');

// What a refused sign-in says beside the reason. The words are Microsoft's
// where somebody published them, and ours where nobody did.
const BLOCKED = { message: 'Temporary Access Pass sign in was blocked due to User Credential Policy' };
const SIGN_IN_ERRORS = {
  NoPass: { code: 'AADSTS130507', message: 'An access pass could not be found or verified for the user.' },
  Expired: { code: 'AADSTS130504', message: 'Your Temporary Access Pass has expired. Contact your administrator to obtain a new pass.' },
  WrongCode: { message: 'This is not the code of the pass.' },
  NotYetValid: { message: 'The pass is not valid yet.' },
  OneTimeUsed: BLOCKED,
  DisabledByPolicy: BLOCKED,
};

const blocked = (reason) => ({ result: 'refused', reason, error: SIGN_IN_ERRORS[reason] });

const EDITIONS = ['documented', 'gated', 'preview'];
const START_TOLERANCE = MINUTE; // a start this little in the past is taken as it is
const REGISTRATION_WINDOW = 10n * MINUTE;
const END_OF_TIME = parseInstant('9999-12-31T23:59:59.9999999Z');

let edition; // which of the service's behaviours over the years
let policy; // in the words of Graph
let users; // each with the one pass they have, or none

function defaultPolicy() {
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

/** Finds a user by object id or by user principal name, in any case. */
function findUser(key) {
  const folded = key.toLowerCase();
  return users.find((user) => user.id === folded || user.userPrincipalName.toLowerCase() === folded);
}

const hasPass = (user, id) => user?.pass !== undefined && user.pass.id === id.toLowerCase();

/** Whether the policy applies to a user: an exclude beats an include. */
function isInScope(user) {
  const matches = ({ targetType, id }) =>
    targetType === 'user' ? id === user.id : id === 'all_users' || user.groups.includes(id);
  return policy.includeTargets.some(matches) && !policy.excludeTargets.some(matches);
}

/**
 * Says whether a user's pass can be used now, and if not, why. Nothing of this
 * is stored: the order of the lines is the order in which reasons are shown.
 */
function usability(user, now) {
  const { pass } = user;
  if (policy.state !== 'enabled' || !isInScope(user) || (policy.isUsableOnce && !pass.once)) return 'DisabledByPolicy';
  if (now >= pass.end) return 'Expired';
  if (now < pass.start) return 'NotYetValid';
  if (pass.used) return 'OneTimeUsed';
  return 'EnabledByPolicy';
}

/** What Graph shows of a user's pass. The code is null but in the answer to the create. */
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

// 64 characters, so that six bits of a byte pick one as likely as any other.
// A code has some of each kind, and is drawn again whole until it does.
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789+&=$-*#';
const KINDS = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/];

function newCode(length) {
  for (;;) {
    const code = Array.from(randomBytes(length), (byte) => ALPHABET[byte & 63]).join('');
    if (KINDS.every((kind) => kind.test(code))) return code;
  }
}

// Each takes the request, and now in ticks, and returns the answer. A refusal
// returns before anything is changed.
const operations = {
  reset(request) {
    edition = request.edition;
    policy = request.policy;
    users = request.users;
    return done;
  },

  create(request, now) {
    const wanted = readBody(request, CREATE_PROPERTIES, CREATE_IGNORED);
    if (!wanted) return badRequest('The body is not one of a pass.');
    let start = now;
    if (wanted.startDateTime !== undefined) {
      start = parseInstant(wanted.startDateTime);
      if (start === undefined) return badRequest('The startDateTime is not an instant with a zone.');
    }

    const user = findUser(request.user);
    if (!user) return userMissing();
    if (user.userType === 'guest' && user.external) {
      return badRequest('Temporary Access Pass cannot be added to an external guest user.');
    }
    if (edition === 'gated' && (policy.state !== 'enabled' || !isInScope(user))) {
      return badRequest(
        'Converged UserCredentialPolicy does not allow creating or updating this authentication method. AuthMethodType [TemporaryAccessPass].',
      );
    }
    if (edition === 'preview' && user.pass && ['EnabledByPolicy', 'NotYetValid'].includes(usability(user, now))) {
      return badRequest('The user has a pass already.');
    }

    const { minimumLifetimeInMinutes: least, maximumLifetimeInMinutes: most } = policy;
    const lifetime = wanted.lifetimeInMinutes ?? policy.defaultLifetimeInMinutes;
    if (lifetime < least || lifetime > most) {
      return badRequest(`Invalid LifetimeInMinutes specified. The valid range between ${least} and ${most}.`);
    }
    const once = wanted.isUsableOnce ?? policy.isUsableOnce;
    if (policy.isUsableOnce && !once) {
      return badRequest(
        'Invalid IsUsableOnce specified. Tenant Policy does not allow multiple use temporary access pass method.',
      );
    }
    if (start < now - START_TOLERANCE) {
      return badRequest('Invalid StartDateTime specified. It can not be a time in the past.');
    }
    const end = start + BigInt(lifetime) * MINUTE;
    if (end + REGISTRATION_WINDOW > END_OF_TIME) return badRequest('The pass would end too late.');

    user.pass = { id: randomUUID(), code: newCode(policy.defaultLength), created: now, start, end, lifetime, once, used: false };
    return { status: 201, body: { ...show(user, now), temporaryAccessPass: user.pass.code } };
  },

  list(request, now) {
    const user = findUser(request.user);
    if (!user) return userMissing();
    return { status: 200, body: { value: user.pass ? [show(user, now)] : [] } };
  },

  get(request, now) {
    const user = findUser(request.user);
    if (!user) return userMissing();
    if (!hasPass(user, request.id)) return passMissing();
    return { status: 200, body: show(user, now) };
  },

  delete(request) {
    const user = findUser(request.user);
    if (!user) return userMissing();
    if (!hasPass(user, request.id)) return passMissing();
    delete user.pass;
    return done;
  },

  // The code is asked for before anything is said of the pass, so that nobody
  // without it learns what state the pass is in.
  signIn(request, now) {
    const user = findUser(request.user);
    if (!user?.pass) return blocked('NoPass');
    const { pass } = user;
    if (request.code !== pass.code) return blocked('WrongCode');
    const reason = usability(user, now);
    if (reason !== 'EnabledByPolicy') return blocked(reason);

    const answer = { result: 'accepted', sessionEnds: formatInstant(pass.end) };
    if (!pass.once) return answer;
    pass.used = true;
    return { ...answer, registerBy: formatInstant(now + REGISTRATION_WINDOW) };
  },

  // A session goes on after the sign-in that spent a one-time pass.
  refresh(request, now) {
    const user = findUser(request.user);
    if (!hasPass(user, request.id)) return blocked('NoPass');
    const reason = usability(user, now);
    if (reason !== 'EnabledByPolicy' && reason !== 'OneTimeUsed') return blocked(reason);
    return { result: 'accepted', sessionEnds: formatInstant(user.pass.end) };
  },

  getPolicy() {
    return { status: 200, body: policy };
  },

  updatePolicy(request) {
    const changes = readBody(request, POLICY_PROPERTIES, ['id']);
    if (!changes) return badRequest('The body is not one of a policy.');
    const target = ({ targetType, id }) => ({ targetType, id: id.toLowerCase() });
    if (changes.includeTargets) {
      changes.includeTargets = changes.includeTargets.map((t) => ({ ...target(t), isRegistrationRequired: false }));
    }
    if (changes.excludeTargets) changes.excludeTargets = changes.excludeTargets.map(target);

    // The checks look at the policy that would result, so a change happens
    // whole or not at all.
    const changed = { ...policy, ...changes };
    const { minimumLifetimeInMinutes: least, defaultLifetimeInMinutes: usual, maximumLifetimeInMinutes: most } = changed;
    if ([least, usual, most].some((minutes) => minutes < 10 || minutes > 43200)) {
      return badRequest('Lifetimes lie between 10 and 43200 minutes.');
    }
    if (changed.defaultLength < 8 || changed.defaultLength > 48) {
      return badRequest('Codes have 8 to 48 characters.');
    }
    if (least > usual || usual > most) {
      return badRequest('The default lifetime lies between the minimum and the maximum.');
    }
    policy = changed;
    return done;
  },

  resetPolicy() {
    policy = defaultPolicy();
    return done;
  },

  updateUser(request) {
    const changes = readBody(request, USER_PROPERTIES, []);
    if (!changes) return badRequest('The body is not one of a user.');
    const user = findUser(request.user);
    if (!user) return userMissing();
    Object.assign(user, changes);
    return done;
  },
};

function answer(request) {
  if (request.op === 'hello') {
    return {
      protocol: 1,
      implementation: { name: 'tap-node', version: '1.0', language: 'javascript' },
      editions: EDITIONS,
      ops: Object.keys(operations).filter((op) => op !== 'reset'),
      features: [],
    };
  }
  if (request.actor) return { skipped: 'this adapter knows no access rules' };
  if (!Object.hasOwn(operations, request.op)) return { skipped: `no op ${request.op}` };
  const now = parseInstant(request.at);
  if (now === undefined) throw new RangeError(`at ${request.at}: no instant`);
  return operations[request.op](request, now);
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

// Lines are cut here, since node:readline takes U+2028 for the end of one, and
// JSON may have it in a string.
let rest = '';
process.stdin.setEncoding('utf8').on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  lines.forEach(converse);
});
