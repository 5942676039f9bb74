#!/usr/bin/env python3
"""A Temporary Access Pass service, whole, in one file of plain Python.

It is an independent implementation: written from the published rules (version 2) and
the conformance protocol, not from the reference that it is tested against. Copy it to
start an implementation, a fake or an adapter of your own.

It reads requests from stdin and writes an answer to each on stdout, one JSON
object a line:

    tapsim conform -- python3 tap.py

The file goes from the inside out: instants, JSON, the policy, users and callers, the
pass, the service, and the exchange of lines last. To put another implementation behind
the protocol, keep the last part and let its calls reach yours. The names in brackets,
such as [create-replaces], are the ids of the rules.
"""

from __future__ import annotations

import json
import random
import re
import sys
import traceback
import uuid
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Callable, Dict, List, Optional, Set

Json = Dict[str, Any]


class Refused(Exception):
    """A call to Graph that is answered with an error. It has changed nothing."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


def bad_request(message: str) -> Refused:
    return Refused(400, "badRequest", message)


class Blocked(Exception):
    """A sign-in that is refused, with the reason in one of the protocol's words."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


# Instants are integers: ticks of 100 ns since the first instant of the year 1.
# Python's datetime ends at microseconds, and would lose the seventh digit.

MILLISECOND = 10_000
SECOND = 1000 * MILLISECOND
MINUTE = 60 * SECOND
DAY = 24 * 60 * MINUTE
YEAR_1970 = (date(1970, 1, 1) - date.min).days * DAY
YEAR_10000 = date.max.toordinal() * DAY

INSTANT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]{1,12}))?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))?"
)
POWERSHELL_DATE = re.compile(r"/Date\((-?[0-9]{1,15})\)/")


def read_instant(text: str) -> int:
    """Return the ticks of an instant on the wire; ValueError if it is none.

    Without a zone it is UTC [create-start-zone]; an offset is honoured, up to 14:00
    [create-start-offset]. Digits beyond the seventh are cut, not rounded [time-utc].
    """
    match = INSTANT.fullmatch(text)
    if match is None:
        raise ValueError("not an instant")
    *numbers, fraction, sign, hours, minutes = match.groups()
    offset = timedelta()
    if sign:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        if int(minutes) > 59 or offset > timedelta(hours=14):
            raise ValueError("the offset is out of range")
    try:
        local = datetime(*map(int, numbers))
        utc = local + offset if sign == "-" else local - offset
    except OverflowError:
        raise ValueError("outside the years 1 to 9999") from None
    seconds = (utc - datetime.min) // timedelta(seconds=1)
    return seconds * SECOND + int((fraction or "")[:7].ljust(7, "0"))


def read_start(value: Any) -> int:
    """Read the start of a pass, which Windows PowerShell 5.1 writes as milliseconds
    since 1970: /Date(1767225600000)/ [create-start-form]."""
    match = POWERSHELL_DATE.fullmatch(string(value))
    if match is None:
        return read_instant(value)
    instant = YEAR_1970 + int(match[1]) * MILLISECOND
    if not 0 <= instant < YEAR_10000:
        raise ValueError("outside the years 1 to 9999")
    return instant


def write_instant(instant: int) -> str:
    """Spell an instant: UTC, Z, and no more digits than it needs [time-format]."""
    seconds, ticks = divmod(instant, SECOND)
    utc = datetime.min + timedelta(seconds=seconds)
    fraction = f".{ticks:07}".rstrip("0").rstrip(".")
    return utc.isoformat() + fraction + "Z"


# JSON. Python's reader needs three corrections: 60.0 is the integer 60, a name may not
# occur twice, and NaN and Infinity are not JSON.

NO_INTEGER = object()  # stands for a number that no property may have


def number(text: str) -> Any:
    """Read a number: an int if it is integral, in any spelling (60, 60.0, 6e1).

    A number beyond 18 digits is never written out: 1e999999999 is short to send and
    long to compute, and it is too great for an Int32 in any case.
    """
    if not text.lower().partition("e")[0].strip("-0."):
        return 0  # with any exponent
    try:
        value = Decimal(text)
    except InvalidOperation:  # the exponent is beyond what Decimal can hold
        return NO_INTEGER
    if value.adjusted() >= 18 or value != value.to_integral_value():
        return NO_INTEGER
    return int(value)


def fold(name: str) -> str:
    """Return the form in which the name of a property is compared [create-case].

    Only ASCII letters lose their case: str.lower() would make a k of the Kelvin sign.
    And @odata.type is compared as it is spelt.
    """
    folded = re.sub("[A-Z]", lambda letter: letter[0].lower(), name)
    return name if folded == "@odata.type" else folded


DUPLICATE = object()  # stands for an object in which a name occurs twice


def distinct(pairs: Any) -> Any:
    # It does not raise: such an object may be the value of a property that is ignored.
    # Anywhere else it has the wrong type.
    result = dict(pairs)
    return result if len(set(map(fold, result))) == len(pairs) else DUPLICATE


def no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


JSON = json.JSONDecoder(
    object_pairs_hook=distinct,
    parse_int=number,
    parse_float=number,
    parse_constant=no_constant,
)


def body_of(request: Json) -> Any:
    """Return the body of a request, which may come as its text."""
    if "raw" not in request and "body" in request:
        return request["body"]
    text = request.get("raw", "")
    if not text.strip(" \t\r\n"):  # [create-empty]
        raise Refused(400, "BadRequest", "Empty Payload. JSON content expected.")
    try:
        return JSON.decode(text)
    except (ValueError, RecursionError):  # [create-malformed]
        raise Refused(
            400,
            "BadRequest",
            "Unable to read JSON request payload. Please ensure Content-Type header "
            "is set and payload is of valid JSON format.",
        ) from None


Kind = Callable[[Any], Any]  # returns what a JSON value means, or raises ValueError
Kinds = Dict[str, Optional[Kind]]  # by name; None for what is ignored with any value


def properties(body: Any, kinds: Kinds, others: bool = False) -> Json:
    """Read an object, and return what was given, under the names as kinds spells them.

    Names with an @ are ignored [create-readonly], and so are unknown ones where others
    may occur. Null counts as left out [create-null, policy-null].
    """
    if not isinstance(body, dict):
        raise ValueError("not an object, or one with a duplicate name")
    spelling = {fold(name): name for name in kinds}
    given = {}
    for name, value in body.items():
        known = spelling.get(fold(name))
        if known is not None:
            kind = kinds[known]
            if kind is not None and value is not None:
                given[known] = kind(value)
        elif not others and "@" not in name:
            raise ValueError("an undeclared name")
    return given


def read(body: Any, kinds: Kinds) -> Json:
    """Read the body of a call. Anything wrong with its form has one answer
    [create-unknown, policy-unknown]."""
    try:
        return properties(body, kinds)
    except ValueError:
        raise bad_request(
            "Unable to parse request body as an authentication method."
        ) from None


def int32(value: Any) -> int:
    # True is an int to Python, but not to JSON; hence type and not isinstance.
    if type(value) is not int or not -(2**31) <= value < 2**31:
        raise ValueError("not an Int32")
    return value


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("not a boolean")
    return value


def string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("not a string")
    return value


def one_of(*words: str) -> Kind:
    def word(value: Any) -> str:
        if value not in words:
            raise ValueError(f"none of {', '.join(words)}")
        return value

    return word


def list_of(kind: Kind) -> Kind:
    def items(value: Any) -> List[Any]:
        if not isinstance(value, list):
            raise ValueError("not a list")
        return [kind(item) for item in value]

    return items


# The policy is kept with Graph's own names and values: nothing in it is derived, and a
# read returns what an update has set.

GUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def target_id(value: Any) -> str:
    ident = string(value).lower()  # ids are compared, and kept, without case
    if value != "all_users" and not GUID.fullmatch(ident):
        raise ValueError("neither an object id nor all_users")
    return ident


TARGET: Kinds = {
    "targetType": one_of("user", "group"),
    "id": target_id,
    "isRegistrationRequired": boolean,  # it may be asked for, and is not kept
}


def target(value: Any) -> Json:
    # Production scripts send displayName and useForSignIn, too [policy-unknown].
    given = properties(value, TARGET, others=True)
    if "targetType" not in given or "id" not in given:
        raise ValueError("a target needs a targetType and an id")
    return {"targetType": given["targetType"], "id": given["id"]}


def include_target(value: Any) -> Json:
    return {**target(value), "isRegistrationRequired": False}


POLICY: Kinds = {
    "id": None,
    "state": one_of("enabled", "disabled"),
    "minimumLifetimeInMinutes": int32,
    "maximumLifetimeInMinutes": int32,
    "defaultLifetimeInMinutes": int32,
    "defaultLength": int32,
    "isUsableOnce": boolean,
    "includeTargets": list_of(include_target),
    "excludeTargets": list_of(target),
}

# The configuration of any method has a state and excludeTargets; the rest of the
# policy belongs to the type that a PATCH has to name.
POLICY_TYPE = "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration"
UNTYPED_POLICY: Kinds = {
    name: kind if name in ("state", "excludeTargets") else None
    for name, kind in POLICY.items()
}


def policy_changes(body: Any) -> Json:
    """Read the body of a PATCH, by the type that it names [policy-type]."""
    named = body.get("@odata.type") if isinstance(body, dict) else None
    if named is None:
        return read(body, UNTYPED_POLICY)
    if named != POLICY_TYPE:
        raise bad_request("The @odata.type is not that of a Temporary Access Pass.")
    return read(body, POLICY)


@dataclass(frozen=True)
class Edition:
    """One of the behaviours of the service over the years."""

    gated: bool  # [create-gated], else [create-ungated]
    conflict: bool = False  # [create-conflict], else [create-replaces]
    maximum: int = 480  # the default of maximumLifetimeInMinutes

    def default_policy(self) -> Json:  # [policy-defaults]
        all_users = {"targetType": "group", "id": "all_users"}
        return {
            "id": "TemporaryAccessPass",
            "state": "disabled",
            "minimumLifetimeInMinutes": 60,
            "maximumLifetimeInMinutes": self.maximum,
            "defaultLifetimeInMinutes": 60,
            "defaultLength": 8,
            "isUsableOnce": False,
            "includeTargets": [include_target(all_users)],
            "excludeTargets": [],
        }


EDITIONS = {
    "current": Edition(gated=True),
    "documented": Edition(gated=False),
    "preview": Edition(gated=False, conflict=True, maximum=1440),
}


def updated(policy: Json, changes: Json) -> Json:
    """Return the policy with the changes put in [policy-update].

    The old policy stays as it is, so a change applies whole or not at all
    [policy-atomic]. The order is checked in the result [policy-order].
    """
    result = {**policy, **changes}
    least, default, most = (
        result[name + "LifetimeInMinutes"] for name in ("minimum", "default", "maximum")
    )
    if not (10 <= least <= 43200 and 10 <= most <= 43200):  # [policy-range]
        raise bad_request("A lifetime has to be between 10 and 43200 minutes.")
    if not 8 <= result["defaultLength"] <= 48:  # [policy-range]
        raise bad_request("The length of a code has to be between 8 and 48.")
    if not least <= default <= most:  # [policy-order]
        raise bad_request("The default lifetime has to be between the other two.")
    return result


USER: Kinds = {
    "userType": one_of("member", "guest"),
    "external": boolean,
    "groups": list_of(string),
    "roles": list_of(string),
}


@dataclass
class User:
    id: str
    name: str  # the user principal name
    type: str  # member or guest
    external: bool  # whether the credentials are in another tenant
    groups: List[str]
    roles: List[str]
    held: Optional[Pass] = None  # at most one pass, in any state [pass-single]

    def named(self, key: str) -> bool:  # [user-key]
        return key.lower() in (self.id.lower(), self.name.lower())

    def member_of(self, group: str) -> bool:
        return group.lower() in (mine.lower() for mine in self.groups)

    def matches(self, wanted: Json) -> bool:
        """Whether a target of the policy means this user [policy-targets]."""
        if wanted["targetType"] == "user":
            return wanted["id"] == self.id.lower()
        return wanted["id"] == "all_users" or self.member_of(wanted["id"])


def includes(policy: Json, user: User) -> bool:
    """Whether user is in scope: included, and not excluded [policy-targets]."""
    return any(map(user.matches, policy["includeTargets"])) and not any(
        map(user.matches, policy["excludeTargets"])
    )


# The caller. A scope is what a user has delegated to a client, a permission what an
# application has of its own; they have the same names.

Names = Set[str]


def scopes(*actions: str) -> Names:
    areas = ("UserAuthenticationMethod", "UserAuthMethod-TAP")
    return {f"{area}.{action}" for area in areas for action in actions}


WRITE_ALL = scopes("ReadWrite.All")
WRITE_OWN = scopes("ReadWrite") | WRITE_ALL
READ_ALL = scopes("Read.All") | WRITE_ALL
READ_OWN = scopes("Read", "ReadWrite") | READ_ALL

WRITE_POLICY = {"Policy.ReadWrite.AuthenticationMethod"}
READ_POLICY = WRITE_POLICY | {"Policy.Read.AuthenticationMethod", "Policy.Read.All"}

# The roles in the order of what they reach [access-write, access-other-read].
WRITERS_TO_ALL = {"Global Administrator", "Privileged Authentication Administrator"}
WRITERS = WRITERS_TO_ALL | {"Authentication Administrator"}
READERS = WRITERS | {"Global Reader"}

POLICY_WRITERS = {"Global Administrator", "Authentication Policy Administrator"}
POLICY_READERS = POLICY_WRITERS | {"Global Reader"}

# The roles of a user whom an Authentication Administrator still reaches [access-write].
IN_REACH = {
    "Authentication Administrator",
    "Directory Readers",
    "Guest Inviter",
    "Message Center Reader",
    "Password Administrator",
    "Reports Reader",
    "User Experience Success Manager",
    "Usage Summary Reports Reader",
}


@dataclass(frozen=True)
class Actor:
    """The caller: a delegated user, an application, or an operator, who may do all."""

    kind: str
    user: Optional[str]  # the key of the delegated user
    grants: Names  # scopes of a delegated user, permissions of an application
    roles: Names

    def may(self, grants: Names, roles: Names) -> bool:
        """Whether the actor may do what grants and roles allow: a delegated user needs
        one of each, an application one of either."""
        granted = not self.grants.isdisjoint(grants)
        entitled = not self.roles.isdisjoint(roles)
        if self.kind == "application":
            return granted or entitled
        return self.kind == "operator" or granted and entitled


GRANTS = {"delegated": "scopes", "application": "permissions", "operator": ""}


def actor_of(request: Json) -> Actor:
    given = request.get("actor") or {"kind": "operator"}
    return Actor(
        kind=given["kind"],
        user=given.get("user") if given["kind"] == "delegated" else None,
        grants=set(given.get(GRANTS[given["kind"]]) or ()),
        roles=set(given.get("directoryRoles") or ()),
    )


def require(allowed: bool) -> None:
    if not allowed:  # [access-refused]
        raise Refused(403, "accessDenied", "Request Authorization failed")


PASS: Kinds = {
    "lifetimeInMinutes": int32,
    "isUsableOnce": boolean,
    "startDateTime": read_start,
    # These are read-only [create-readonly].
    "id": None,
    "temporaryAccessPass": None,
    "createdDateTime": None,
    "isUsable": None,
    "methodUsabilityReason": None,
    "lastUsedDateTime": None,
}


@dataclass(frozen=True)
class Pass:
    """The facts of a pass. They never change, except that a sign-in may spend it."""

    id: str
    code: str = field(repr=False)
    created: int
    start: int
    lifetime: int  # in minutes
    once: bool
    spent: bool = False

    @property
    def end(self) -> int:
        return self.start + self.lifetime * MINUTE

    def reason(self, policy: Json, user: User, now: int) -> str:
        """Why the pass is usable or not. It is derived at each call, and stored
        nowhere; the order of the branches is the order of precedence
        [usability-order]."""
        allowed = self.once or not policy["isUsableOnce"]
        if policy["state"] != "enabled" or not includes(policy, user) or not allowed:
            return "DisabledByPolicy"  # [usability-disabled]
        if now >= self.end:  # at the end itself, too [usability-end]
            return "Expired"  # [usability-expired]
        if now < self.start:
            return "NotYetValid"  # [usability-early]
        if self.spent:
            return "OneTimeUsed"  # [usability-used]
        return "EnabledByPolicy"  # [usability-enabled]


SETS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "+&=$-*!@#%",
)


class Service:
    """The users of one tenant, their passes, and the policy.

    Each public method is one operation of the protocol. It takes the request, and
    returns the answer without its seq, or raises Refused or Blocked.
    """

    def __init__(self) -> None:
        self.reset({"edition": "current", "policy": {}, "users": [], "groups": []})

    def reset(self, request: Json) -> Json:
        """Begin a case: nothing from before is left."""
        self.edition = EDITIONS[request["edition"]]
        # This policy is whole, and names no type.
        changes = read(request["policy"], POLICY)
        self.policy = updated(self.edition.default_policy(), changes)
        self.role_assignable: List[str] = [
            group["id"]
            for group in request["groups"]
            if group.get("isAssignableToRole", False)
        ]
        self.users = [
            User(
                id=user["id"],
                name=user["userPrincipalName"],
                type=user["userType"],
                external=user["external"],
                groups=user["groups"],
                roles=user["roles"],
            )
            for user in request["users"]
        ]
        # The same requests get the same ids and codes, so that a failing exchange can be
        # repeated by pasting its lines. A service with real passes must use
        # random.SystemRandom() here.
        self.random = random.Random(0)
        return {"status": 204}

    # The pass: create, list, get, delete.

    def create(self, request: Json) -> Json:
        # The order of the checks is part of the specification: /me, the form of the
        # body, the user, the caller, a guest, the edition, the lifetime, one-time, and
        # the start.
        self._key(request)
        given = read(body_of(request), PASS)
        user, policy = self._user(request), self.policy
        now = read_instant(request["at"])
        self._check_writer(request, user, own=set())  # [access-self-create]
        # A member whose credentials are in another tenant is no guest
        # [create-external-member].
        if user.type == "guest" and user.external:  # [create-guest]
            raise bad_request(
                "Temporary Access Pass cannot be added to an external guest user."
            )
        self._check_edition(user, now)

        least = policy["minimumLifetimeInMinutes"]
        most = policy["maximumLifetimeInMinutes"]
        # [create-lifetime-default]
        lifetime = given.get("lifetimeInMinutes", policy["defaultLifetimeInMinutes"])
        if not least <= lifetime <= most:  # [create-lifetime-range]
            raise bad_request(
                "Invalid LifetimeInMinutes specified. "
                f"The valid range between {least} and {most}."
            )
        # [create-once-default, create-once-required]
        once = given.get("isUsableOnce", policy["isUsableOnce"])
        if policy["isUsableOnce"] and not once:
            raise bad_request(
                "Invalid IsUsableOnce specified. Tenant Policy does not allow "
                "multiple use temporary access pass method."
            )
        start = given.get("startDateTime", now)  # [create-start-default]
        if start < now - MINUTE:  # [create-start-past, create-start-tolerance]
            raise bad_request(
                "Invalid StartDateTime specified. It can not be a time in the past."
            )
        if start + (lifetime + 10) * MINUTE >= YEAR_10000:  # [create-start-far]
            raise bad_request("Invalid StartDateTime specified. It is too far away.")

        # [create-accepted]. The pass before it is gone, and its code with it
        # [create-replaces].
        user.held = Pass(
            id=str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            code=self._code(policy["defaultLength"]),  # [pass-code-length]
            created=now,
            start=start,
            lifetime=lifetime,
            once=once,
        )
        body = self._view(user.held, user, now)
        body["temporaryAccessPass"] = user.held.code  # this once [pass-code-once]
        return {"status": 201, "body": body}

    def list_passes(self, request: Json) -> Json:
        user = self._readable(request)
        now = read_instant(request["at"])
        value = [self._view(user.held, user, now)] if user.held else []  # [list-one]
        return {"status": 200, "body": {"value": value}}

    def get(self, request: Json) -> Json:
        user = self._readable(request)
        held = self._found(user, request)
        body = self._view(held, user, read_instant(request["at"]))
        return {"status": 200, "body": body}  # [get-found]

    def delete(self, request: Json) -> Json:
        user = self._user(request)
        self._check_writer(request, user, own=WRITE_OWN)  # [access-self-delete]
        self._found(user, request)
        user.held = None  # in any state [delete-found]
        return {"status": 204}

    # The policy. Nothing here touches a pass: what was stored stays, and what is
    # derived follows at once [policy-existing].

    def get_policy(self, request: Json) -> Json:
        # [access-policy]
        require(actor_of(request).may(READ_POLICY, POLICY_READERS))
        return {"status": 200, "body": self.policy}

    def update_policy(self, request: Json) -> Json:
        changes = policy_changes(body_of(request))
        require(actor_of(request).may(WRITE_POLICY, POLICY_WRITERS))
        self.policy = updated(self.policy, changes)
        return {"status": 204}

    def reset_policy(self, request: Json) -> Json:
        require(actor_of(request).may(WRITE_POLICY, POLICY_WRITERS))
        self.policy = self.edition.default_policy()  # [policy-reset]
        return {"status": 204}

    def update_user(self, request: Json) -> Json:
        given = read(request.get("body", {}), USER)
        user = self._user(request)
        user.type = given.get("userType", user.type)
        user.external = given.get("external", user.external)
        user.groups = given.get("groups", user.groups)
        user.roles = given.get("roles", user.roles)
        return {"status": 204}

    # Sign-in, and the renewal of what it began.

    def sign_in(self, request: Json) -> Json:
        user = self._find(request["user"])
        if user is None or user.held is None:  # [signin-none]
            raise Blocked("NoPass")
        held, now = user.held, read_instant(request["at"])
        # This comes before the state of the pass, so that a caller without the code does
        # not learn the state [signin-code, signin-order].
        if request["code"] != held.code:
            raise Blocked("WrongCode")
        reason = held.reason(self.policy, user, now)
        if reason != "EnabledByPolicy":
            raise Blocked(reason)
        # [signin-accepted, signin-session]
        answer = {"result": "accepted", "sessionEnds": write_instant(held.end)}
        if held.once:  # else there is no deadline [signin-window-multi]
            user.held = replace(held, spent=True)  # [signin-once]
            answer["registerBy"] = write_instant(now + 10 * MINUTE)  # [signin-window]
        return answer

    def refresh(self, request: Json) -> Json:
        user = self._find(request["user"])
        if user is None or user.held is None:  # [refresh-none]
            raise Blocked("NoPass")
        held = user.held
        if held.id != request["id"].lower():  # deleted or replaced since [refresh-none]
            raise Blocked("NoPass")
        reason = held.reason(self.policy, user, read_instant(request["at"]))
        if reason not in ("EnabledByPolicy", "OneTimeUsed"):  # [refresh-accepted]
            raise Blocked(reason)
        return {"result": "accepted", "sessionEnds": write_instant(held.end)}

    # What the operations share.

    def _find(self, key: str) -> Optional[User]:
        return next((user for user in self.users if user.named(key)), None)

    def _key(self, request: Json) -> str:
        """Return the key of the user that a request is about; /me is the delegated
        user [access-me]."""
        key: str = request["user"]
        if key.lower() != "me":
            return key
        actor = actor_of(request)
        if not actor.user:
            raise Refused(
                400,
                "BadRequest",
                "/me request is only valid with delegated authentication flow.",
            )
        return actor.user

    def _user(self, request: Json) -> User:
        user = self._find(self._key(request))
        if user is None:  # [user-missing]
            raise Refused(
                404,
                "Request_ResourceNotFound",
                f"Resource '{request['user']}' does not exist or one of its queried "
                "reference-property objects are not present.",
            )
        return user

    def _check_caller(
        self, request: Json, user: User, own: Names, others: Names, roles: Names
    ) -> None:
        """Refuse a caller with none of the scopes own, if the account is their own;
        otherwise one who does not have what others and roles ask for."""
        actor = actor_of(request)
        if actor.user and self._find(actor.user) is user:
            require(not actor.grants.isdisjoint(own))
        else:
            require(actor.may(others, roles))

    def _readable(self, request: Json) -> User:
        """Return the user, if the caller may read their pass."""
        user = self._user(request)
        # [access-self-read, access-other-read]
        self._check_caller(request, user, READ_OWN, READ_ALL, READERS)
        return user

    def _check_writer(self, request: Json, user: User, own: Names) -> None:
        # A member of a role-assignable group counts as the holder of a role that is
        # out of reach [access-write].
        assignable = any(map(user.member_of, self.role_assignable))
        reached = IN_REACH.issuperset(user.roles) and not assignable
        roles = WRITERS if reached else WRITERS_TO_ALL
        self._check_caller(request, user, own, WRITE_ALL, roles)

    def _found(self, user: User, request: Json) -> Pass:
        """Return the pass of that id; ids are compared without case [pass-id]."""
        if user.held is None or user.held.id != request["id"].lower():
            # [get-missing, delete-missing]
            raise Refused(404, "resourceNotFound", "There is no such pass.")
        return user.held

    def _check_edition(self, user: User, now: int) -> None:
        if self.edition.gated:  # [create-gated]
            if self.policy["state"] != "enabled" or not includes(self.policy, user):
                raise bad_request(
                    "Converged UserCredentialPolicy does not allow creating or "
                    "updating this authentication method. "
                    "AuthMethodType [TemporaryAccessPass]."
                )
        if self.edition.conflict and user.held:  # [create-conflict]
            reason = user.held.reason(self.policy, user, now)
            if reason in ("EnabledByPolicy", "NotYetValid"):
                raise bad_request("The user has a Temporary Access Pass already.")

    def _code(self, length: int) -> str:
        """Make a code with something from each set in it [pass-code-alphabet]."""
        characters = [self.random.choice(one) for one in SETS]
        characters += self.random.choices("".join(SETS), k=length - len(SETS))
        self.random.shuffle(characters)
        return "".join(characters)

    def _view(self, held: Pass, user: User, now: int) -> Json:
        reason = held.reason(self.policy, user, now)
        return {
            "id": held.id,
            "temporaryAccessPass": None,
            "createdDateTime": write_instant(held.created),
            "startDateTime": write_instant(held.start),
            "lifetimeInMinutes": held.lifetime,
            "isUsableOnce": held.once,
            "isUsable": reason == "EnabledByPolicy",
            "methodUsabilityReason": reason,
        }


# The exchange of lines. From here on only the texts are about passes. An adapter for an
# implementation of your own needs this part, and operations that call it.

OPERATIONS: Dict[str, Callable[[Service, Json], Json]] = {
    "reset": Service.reset,
    "create": Service.create,
    "list": Service.list_passes,
    "get": Service.get,
    "delete": Service.delete,
    "getPolicy": Service.get_policy,
    "updatePolicy": Service.update_policy,
    "resetPolicy": Service.reset_policy,
    "updateUser": Service.update_user,
    "signIn": Service.sign_in,
    "refresh": Service.refresh,
}

HELLO = {
    "protocol": 1,
    "implementation": {"name": "tap-py", "version": "2.0", "language": "python"},
    "editions": list(EDITIONS),
    "ops": [op for op in OPERATIONS if op != "reset"],
    "features": ["actors"],
}

# The text that a user reads when a sign-in is refused. None is published for NotYetValid.
SIGN_IN_ERRORS = {
    "DisabledByPolicy": (
        "AADSTS130502",
        "Temporary Access Pass sign in was blocked due to User Credential Policy.",
    ),
    "WrongCode": (
        "AADSTS130503",
        "Your Temporary Access Pass is incorrect. "
        "If you don't know your pass, contact your administrator.",
    ),
    "Expired": (
        "AADSTS130504",
        "Your Temporary Access Pass has expired. "
        "Contact your administrator to obtain a new pass.",
    ),
    "OneTimeUsed": (
        "AADSTS130505",
        "Your one-time Temporary Access Pass has been redeemed. "
        "Contact your admin to get a new pass.",
    ),
    "NoPass": (
        "AADSTS130507",
        "An access pass could not be found or verified for the user.",
    ),
}


def answer(service: Service, request: Json) -> Json:
    """Answer one request. There is an answer even when an operation breaks: otherwise
    the report would have only a timeout, without a reason."""
    op = request["op"]
    if op == "hello":
        return HELLO
    if op not in OPERATIONS:
        return {"skipped": f"the operation {op} is unknown here"}
    try:
        return OPERATIONS[op](service, request)
    except Refused as refused:
        error = {"code": refused.code, "message": refused.message}
        return {"status": refused.status, "error": error}
    except Blocked as blocked:
        response: Json = {"result": "refused", "reason": blocked.reason}
        if blocked.reason in SIGN_IN_ERRORS:
            code, message = SIGN_IN_ERRORS[blocked.reason]
            response["error"] = {"code": code, "message": message}
        return response
    except Exception as error:
        traceback.print_exc()  # to stderr, which the report shows
        return {"failed": f"{type(error).__name__}: {error}"}


def main() -> None:
    service = Service()
    # Bytes, since a text stream ends its lines with \r\n on Windows.
    for line in sys.stdin.buffer:
        request = JSON.decode(line.decode("utf-8"))
        if request["op"] == "bye":
            return
        response = {"seq": request["seq"], **answer(service, request)}
        sys.stdout.buffer.write(json.dumps(response).encode("ascii") + b"\n")
        sys.stdout.buffer.flush()  # the other side waits for this line


if __name__ == "__main__":
    main()
