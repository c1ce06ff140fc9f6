"""What gateways tell the house: reports of messages, and replies by a digit. They have no account, but a signature."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

import msgspec
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

from anlan.domains.calls import acts as calls
from anlan.domains.calls.facts import Channel, Deed, Outcome
from anlan.engines.gateways.exchange import Fate, Reply, Report, Unreadable
from anlan.engines.gateways.replies import Answer
from anlan.engines.gateways.signing import NotSigned
from anlan.kernel.channels import deliveries, reporting, setting
from anlan.kernel.channels.reporting import Read
from anlan.kernel.channels.rules import Kind, Unanswered
from anlan.kernel.journal.facts import ItemNo, NotHere, Refused
from anlan.kernel.registry.door import OpenRequest, open_page
from anlan.kernel.registry.may import MayNot
from anlan.kernel.registry.noes import TurnedAway
from anlan.kernel.ringing import links

OUTCOMES = {outcome.value: outcome for outcome in Outcome}
DEEDS = {Answer.IN_PLACE: Deed.IN_PLACE, Answer.MOVING: Deed.MOVING, Answer.ALL_MOVED: Deed.ALL_MOVED}


@csrf_exempt  # no browser signs a body with the secret of a channel
@open_page(why="a gateway has no account: what it tells is signed by the secret of its channel", methods=("POST",))
def reports(request: OpenRequest, name: str) -> HttpResponse:
    """Take in what became of messages and what was replied; the same again changes nothing."""
    if request.content_type != "application/json":
        raise TurnedAway("wrong-type")
    try:
        told = reporting.heard(name, request.body, request.headers)
    except NotSigned:
        return _json({"error": "not-signed"}, 401)
    except Unreadable:
        return _json({"error": "unreadable"}, 400)
    for report in told.reports:
        _reported(request, name, report)
    for reply in told.replies:
        _replied(request, name, reply)
    return _json({"reports": len(told.reports), "replies": len(told.replies)}, 200)


def _reported(request: OpenRequest, name: str, report: Report) -> None:
    """Note what became of a message; where its number reached nobody, the ladder is told first."""
    of = deliveries.of_key(name, report.id)
    if of is None or not deliveries.is_news(report, of):
        return
    outcome = OUTCOMES.get(report.why or "")
    if report.fate == Fate.FAILED and outcome:
        for call in deliveries.calls_of(of):
            _unreached(request, name, call, outcome, key=f"report {report.id} {call}")
    deliveries.note(report, channel=name, at=request.at)


def _replied(request: OpenRequest, name: str, reply: Reply) -> None:
    """Take a digit as the answer of whoever was rung; keep what is none for duty to look at."""
    if reporting.is_known(name, reply):
        return
    read = reporting.read(name, reply)
    why = read.why or _answered(request, name, reply, read)
    reporting.keep(name, reply, read, why=why, at=request.at)


def _answered(request: OpenRequest, name: str, reply: Reply, read: Read) -> Unanswered | None:
    """Say what a digit says, of the one call for which its sender was rung; return why it could not be said."""
    to, answer = read.delivery, read.answer
    assert to, "a reply that is none has its reason"
    assert answer, "… and so has one in other words"
    deliveries.answered(to.key, at=request.at)
    if not to.call:
        return None  # he had his own telephone rung
    if answer == Answer.WRONG_PERSON:
        return _unreached(request, name, to.call, Outcome.WRONG_PERSON, key=f"reply {name} {reply.id}")
    try:
        visit = links.visit(links.token(to.call), at=request.at, language=request.language)
        visit = visit.under(str(uuid5(NAMESPACE_URL, f"reply {name} {reply.id}")))
        said = {"item": to.call, "channel": _by_what(name).value}
        if answer == Answer.HEARD:
            visit.do(calls.hear, said)
        else:
            visit.do(calls.report, said | {"deed": DEEDS[answer].value})
    except (Refused, NotHere, MayNot):
        return Unanswered.REFUSED
    return None


def _unreached(request: OpenRequest, name: str, call: str, outcome: Outcome, *, key: str) -> Unanswered | None:
    try:
        calls.unreached(item=ItemNo(call), channel=_by_what(name), outcome=outcome, key=key, at=request.at)
    except Refused:  # the call is over: nobody is to be reached any more
        return Unanswered.REFUSED
    return None


def _by_what(name: str) -> Channel:
    return Channel.PHONE if setting.kind_of(name) == Kind.VOICE else Channel.SMS


def _json(told: object, status: int) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(told), content_type="application/json", status=status)
