#!/usr/bin/env python3
"""A Temporary Access Pass service, whole, in one file of plain Python.

It is an independent implementation: written from the published rules and the
conformance protocol, not from the reference that it is held against. Copy it to
start an implementation, a fake or an adapter of your own.

It reads requests from stdin and writes an answer to each on stdout, one JSON
object a line:

    tapsim conform -- python3 tap.py

The file goes from the inside out: instants, JSON, the policy, the pass, the
service, and the exchange of lines last. To put another implementation behind the
protocol, keep the last part and let its calls reach yours. The names in brackets,
such as [create-replaces], are the ids of the rules.

One part of the specification is left out: who may do what. The feature "actors" is
not announced, so no request comes with an actor, and an operator asks who may do
everything.
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
from typing import Any, Callable, Dict, List, Optional, Sequence

Json = Dict[str, Any]


class Refused(Exception):
    """A call of Graph's that is answered with an error. It has changed nothing."""

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


# Instants are integers: ticks of 100 ns since the first moment of the year 1.
# Python's datetime ends at microseconds, and would lose the seventh digit.

SECOND = 10_000_000
MINUTE = 60 * SECOND
YEAR_10000 = date.max.toordinal() * 24 * 60 * MINUTE

INSTANT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r"(?:\.([0-9]{1,12}))?"
    r"(?:Z|([+-])([0-9]{2}):([0-9]{2}))"
)


def read_instant(text: Any) -> int:
    """Return the ticks of an instant on the wire; ValueError if it is none.

    A zone is required and any offset up to 14:00 is honoured [create-start-zone].
    Digits beyond the seventh are cut, not rounded [time-utc].
    """
    match = INSTANT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise ValueError("it is no instant with a zone")
    *numbers, fraction, sign, hours, minutes = match.groups()
    offset = timedelta()
    if sign:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        if int(minutes) > 59 or offset > timedelta(hours=14):
            raise ValueError("its offset is out of range")
    try:
        local = datetime(*map(int, numbers))
        moment = local + offset if sign == "-" else local - offset
    except OverflowError:
        raise ValueError("it is outside the years 1 to 9999") from None
    seconds = (moment - datetime.min) // timedelta(seconds=1)
    return seconds * SECOND + int((fraction or "")[:7].ljust(7, "0"))


def write_instant(instant: int) -> str:
    """Spell an instant: UTC, Z, and no more digits than it needs [time-format]."""
    seconds, ticks = divmod(instant, SECOND)
    moment = datetime.min + timedelta(seconds=seconds)
    fraction = f".{ticks:07}".rstrip("0").rstrip(".")
    return moment.isoformat() + fraction + "Z"


# JSON. Python's reader has to be told three things: that 60.0 is the integer 60, that
# a name may not occur twice, and that NaN and Infinity are no JSON.


def number(text: str) -> Any:
    """Read a number: an int if it is integral, however it is spelt (60, 60.0, 6e1).

    Anything else stays a Decimal, which is the wrong type wherever an integer is
    due. So does a number beyond 18 digits, which is never written out: 1e999999999
    is short to send and long to compute.
    """
    try:
        value = Decimal(text)
    except InvalidOperation:  # the exponent itself has no end
        return Decimal("NaN")
    # It is asked how long it is first: arithmetic with 1e999999999 would overflow.
    if value.adjusted() < 18 and value == value.to_integral_value():
        return int(value)
    return value


TWICE = object()  # what stands for an object with two equal names


def distinct(pairs: Any) -> Any:
    # It does not raise: such an object may lie in a property that is ignored, whatever
    # it holds. Anywhere else it has the wrong type.
    result = dict(pairs)
    return result if len(result) == len(pairs) else TWICE


def no_constant(text: str) -> Any:
    raise ValueError(f"{text} is not JSON")


JSON = json.JSONDecoder(
    object_pairs_hook=distinct,
    parse_int=number,
    parse_float=number,
    parse_constant=no_constant,
)


def body_of(request: Json) -> Any:
    """Return the body of a request, which may come as the text it had."""
    if "raw" in request:
        text = request["raw"]
        if not text.strip(" \t\r\n"):
            return {}
        try:
            return JSON.decode(text)
        except (ValueError, RecursionError) as error:
            raise bad_request(f"The body is malformed: {error}.") from None
    return request.get("body", {})  # [create-null]


Kind = Callable[[Any], Any]  # returns what a JSON value means, or raises ValueError


def properties(body: Any, kinds: Dict[str, Kind], read_only: Sequence[str] = ()) -> Json:
    """Read an object of which every name is known, and return what was given.

    Null counts as absent [create-null, policy-null]. Read-only properties and names
    with an @ are ignored whatever they hold [create-readonly]; every other name that
    is not declared is refused [create-unknown, policy-unknown].
    """
    if not isinstance(body, dict):
        raise bad_request("An object is required, with no name twice in it.")
    given = {}
    for name, value in body.items():
        if "@" in name or name in read_only:
            continue
        if name not in kinds:
            raise bad_request(f"The property {name!r} is not declared.")
        if value is None:
            continue
        try:
            given[name] = kinds[name](value)
        except ValueError as error:
            raise bad_request(f"Invalid {name} specified: {error}.") from None
    return given


def int32(value: Any) -> int:
    # True is an int to Python, but not to JSON; hence type and not isinstance.
    if type(value) is not int or not -(2**31) <= value < 2**31:
        raise ValueError("it is no Int32")
    return value


def boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise ValueError("it is no boolean")
    return value


def string(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("it is no string")
    return value


def one_of(*words: str) -> Kind:
    def word(value: Any) -> str:
        if value not in words:
            raise ValueError(f"it is none of {', '.join(words)}")
        return value

    return word


def list_of(kind: Kind) -> Kind:
    def items(value: Any) -> List[Any]:
        if not isinstance(value, list):
            raise ValueError("it is no list")
        return [kind(item) for item in value]

    return items


# The policy stays in Graph's own words: nothing about it is derived, and what comes
# in at one end goes out at the other.

GUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def target_id(value: Any) -> str:
    ident = string(value).lower()  # ids are compared, and kept, without case
    if value != "all_users" and not GUID.fullmatch(ident):
        raise ValueError("it is neither an object id nor all_users")
    return ident


TARGET: Dict[str, Kind] = {
    "targetType": one_of("user", "group"),
    "id": target_id,
    "isRegistrationRequired": boolean,  # it may be asked for, and is not kept
}


def target(value: Any) -> Json:
    given = properties(value, TARGET)
    if "targetType" not in given or "id" not in given:
        raise ValueError("a target has a targetType and an id")
    return {"targetType": given["targetType"], "id": given["id"]}


def include_target(value: Any) -> Json:
    return {**target(value), "isRegistrationRequired": False}


POLICY: Dict[str, Kind] = {
    "state": one_of("enabled", "disabled"),
    "minimumLifetimeInMinutes": int32,
    "maximumLifetimeInMinutes": int32,
    "defaultLifetimeInMinutes": int32,
    "defaultLength": int32,
    "isUsableOnce": boolean,
    "includeTargets": list_of(include_target),
    "excludeTargets": list_of(target),
}


def default_policy(edition: str) -> Json:  # [policy-defaults]
    return {
        "id": "TemporaryAccessPass",
        "state": "disabled",
        "minimumLifetimeInMinutes": 60,
        "maximumLifetimeInMinutes": 1440 if edition == "preview" else 480,
        "defaultLifetimeInMinutes": 60,
        "defaultLength": 8,
        "isUsableOnce": False,
        "includeTargets": [
            {"targetType": "group", "id": "all_users", "isRegistrationRequired": False}
        ],
        "excludeTargets": [],
    }


def amended(policy: Json, body: Any) -> Json:
    """Return the policy with the properties of body put in [policy-update].

    The old one is left alone, so a change applies whole or not at all
    [policy-atomic]. What is judged is the policy that results [policy-order].
    """
    changed = {**policy, **properties(body, POLICY, read_only=["id"])}
    least, default, most = (
        changed[name + "LifetimeInMinutes"]
        for name in ("minimum", "default", "maximum")
    )
    if not (10 <= least <= 43200 and 10 <= most <= 43200):  # [policy-range]
        raise bad_request("A lifetime lies between 10 and 43200 minutes.")
    if not 8 <= changed["defaultLength"] <= 48:  # [policy-range]
        raise bad_request("The length of a code lies between 8 and 48.")
    if not least <= default <= most:  # [policy-order]
        raise bad_request("The default lifetime lies between the other two.")
    return changed


USER: Dict[str, Kind] = {
    "userType": one_of("member", "guest"),
    "external": boolean,
    "groups": list_of(string),
    "roles": list_of(string),  # they matter to the access rules alone
}


@dataclass
class User:
    id: str
    name: str  # the user principal name
    type: str  # member or guest
    external: bool
    groups: List[str]
    held: Optional[Pass] = None  # at most one pass, in any state [pass-single]

    def named(self, key: str) -> bool:  # [user-key]
        return key.lower() in (self.id.lower(), self.name.lower())

    def matches(self, wanted: Json) -> bool:
        """Whether a target of the policy means this user [policy-targets]."""
        if wanted["targetType"] == "user":
            return wanted["id"] == self.id.lower()
        groups = [group.lower() for group in self.groups]
        return wanted["id"] in ["all_users", *groups]


def includes(policy: Json, user: User) -> bool:
    """Whether user is in scope: included, and not excluded [policy-targets]."""
    return any(map(user.matches, policy["includeTargets"])) and not any(
        map(user.matches, policy["excludeTargets"])
    )


PASS: Dict[str, Kind] = {
    "lifetimeInMinutes": int32,
    "isUsableOnce": boolean,
    "startDateTime": read_instant,
}

PASS_READ_ONLY = [
    "id",
    "temporaryAccessPass",
    "createdDateTime",
    "isUsable",
    "methodUsabilityReason",
    "lastUsedDateTime",
]


@dataclass(frozen=True)
class Pass:
    """The facts of a pass. They never change, but that signing in may spend it."""

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
        """Why the pass is usable or not. It is derived whenever somebody asks, and
        stored nowhere; the order of the branches is the order of precedence."""
        allowed = self.once or not policy["isUsableOnce"]
        if policy["state"] != "enabled" or not includes(policy, user) or not allowed:
            return "DisabledByPolicy"
        if now >= self.end:  # the end itself is past it [usability-end]
            return "Expired"
        if now < self.start:
            return "NotYetValid"
        if self.spent:
            return "OneTimeUsed"
        return "EnabledByPolicy"


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
        self.reset({"edition": "documented", "policy": {}, "users": []})

    def reset(self, request: Json) -> Json:
        """Begin a case: nothing from before is left."""
        self.edition: str = request["edition"]
        self.policy = amended(default_policy(self.edition), request["policy"])
        self.users = [
            User(
                id=user["id"],
                name=user["userPrincipalName"],
                type=user["userType"],
                external=user["external"],
                groups=user["groups"],
            )
            for user in request["users"]
        ]
        # A fake that can be predicted: the same requests get the same ids and codes,
        # so an exchange that went wrong can be pasted and goes wrong again. A service
        # that guards anything takes random.SystemRandom() here.
        self.random = random.Random(0)
        return {"status": 204}

    # The pass: create, list, get, delete.

    def create(self, request: Json) -> Json:
        # The order of the checks is part of the specification: the form of the body,
        # the user, a guest, the edition, the lifetime, one-time, and the start.
        given = properties(body_of(request), PASS, PASS_READ_ONLY)
        user, policy = self._user(request), self.policy
        now = read_instant(request["at"])
        if user.type == "guest" and user.external:  # [create-guest]
            raise bad_request(
                "Temporary Access Pass cannot be added to an external guest user."
            )
        self._check_edition(user, now)

        least = policy["minimumLifetimeInMinutes"]
        most = policy["maximumLifetimeInMinutes"]
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

        # Whatever pass there was is gone, and its code with it [create-replaces].
        user.held = Pass(
            id=str(uuid.UUID(int=self.random.getrandbits(128), version=4)),
            code=self._code(policy["defaultLength"]),
            created=now,
            start=start,
            lifetime=lifetime,
            once=once,
        )
        body = self._view(user.held, user, now)
        body["temporaryAccessPass"] = user.held.code  # this once [pass-code-once]
        return {"status": 201, "body": body}

    def list_passes(self, request: Json) -> Json:
        user = self._user(request)
        now = read_instant(request["at"])
        value = [self._view(user.held, user, now)] if user.held else []  # [list-one]
        return {"status": 200, "body": {"value": value}}

    def get(self, request: Json) -> Json:
        user = self._user(request)
        held = self._found(user, request)
        body = self._view(held, user, read_instant(request["at"]))
        return {"status": 200, "body": body}

    def delete(self, request: Json) -> Json:
        user = self._user(request)
        self._found(user, request)
        user.held = None  # whatever its state [delete-found]
        return {"status": 204}

    # The policy. Nothing here touches a pass: what was stored stays, and what is
    # derived follows at once [policy-existing].

    def get_policy(self, request: Json) -> Json:
        return {"status": 200, "body": self.policy}

    def update_policy(self, request: Json) -> Json:
        self.policy = amended(self.policy, body_of(request))
        return {"status": 204}

    def reset_policy(self, request: Json) -> Json:
        self.policy = default_policy(self.edition)  # [policy-reset]
        return {"status": 204}

    def update_user(self, request: Json) -> Json:
        given = properties(body_of(request), USER)
        user = self._user(request)
        user.type = given.get("userType", user.type)
        user.external = given.get("external", user.external)
        user.groups = given.get("groups", user.groups)
        return {"status": 204}

    # Sign-in, and the renewal of what it began.

    def sign_in(self, request: Json) -> Json:
        user = self._find(request["user"])
        if user is None or user.held is None:  # [signin-none]
            raise Blocked("NoPass")
        held, now = user.held, read_instant(request["at"])
        # Before the state is looked at: nobody without the code learns of it
        # [signin-order].
        if request["code"] != held.code:
            raise Blocked("WrongCode")
        reason = held.reason(self.policy, user, now)
        if reason != "EnabledByPolicy":
            raise Blocked(reason)
        answer = {"result": "accepted", "sessionEnds": write_instant(held.end)}
        if held.once:
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

    def _user(self, request: Json) -> User:
        user = self._find(request["user"])
        if user is None:  # [user-missing]
            message = f"Resource {request['user']!r} does not exist."
            raise Refused(404, "Request_ResourceNotFound", message)
        return user

    def _found(self, user: User, request: Json) -> Pass:
        """Return the pass of that id; ids are compared without case [pass-id]."""
        if user.held is None or user.held.id != request["id"].lower():
            raise Refused(404, "resourceNotFound", "There is no such pass.")
        return user.held

    def _check_edition(self, user: User, now: int) -> None:
        if self.edition == "gated":  # [create-gated]
            if self.policy["state"] != "enabled" or not includes(self.policy, user):
                raise bad_request(
                    "Converged UserCredentialPolicy does not allow creating or "
                    "updating this authentication method. "
                    "AuthMethodType [TemporaryAccessPass]."
                )
        if self.edition == "preview" and user.held:  # [create-conflict]
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


# The exchange. From here on nothing is about passes: an adapter for an implementation
# of your own needs this part, and operations that call it.

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
    "implementation": {"name": "tap-py", "version": "1.0", "language": "python"},
    "editions": ["documented", "gated", "preview"],
    "ops": [op for op in OPERATIONS if op != "reset"],
    "features": [],
}

# What the service says to a user whose sign-in is refused, as far as it is published.
BLOCKED = {
    "message": "Temporary Access Pass sign in was blocked due to User Credential Policy"
}
SAYS = {
    "OneTimeUsed": BLOCKED,
    "DisabledByPolicy": BLOCKED,
    "NoPass": {
        "code": "AADSTS130507",
        "message": "An access pass could not be found or verified for the user.",
    },
    "Expired": {
        "code": "AADSTS130504",
        "message": "Your Temporary Access Pass has expired. "
        "Contact your administrator to obtain a new pass.",
    },
}


def answer(service: Service, request: Json) -> Json:
    """Answer one request. Whatever goes wrong in an operation, there is an answer:
    a subject that falls silent is never taken for one that is right."""
    op = request["op"]
    if op == "hello":
        return HELLO
    if op not in OPERATIONS:
        return {"skipped": f"the operation {op} is unknown here"}
    if "actor" in request:
        return {"skipped": "who may do what is left out here"}
    try:
        return OPERATIONS[op](service, request)
    except Refused as refused:
        error = {"code": refused.code, "message": refused.message}
        return {"status": refused.status, "error": error}
    except Blocked as blocked:
        said = {"error": SAYS[blocked.reason]} if blocked.reason in SAYS else {}
        return {"result": "refused", "reason": blocked.reason, **said}
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
