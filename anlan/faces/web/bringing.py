"""Taking in what somebody brings as a warning: one message, or a feed with several; each by itself, and once."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _

from anlan.domains.warning import acts, reads
from anlan.engines.cap.defects import Rejected
from anlan.engines.cap.feeds import messages_in
from anlan.engines.forensics.unfit import Unfit
from anlan.kernel.journal import files
from anlan.kernel.journal.facts import NotHere, Refused
from anlan.kernel.registry.door import VisitRequest
from anlan.kernel.registry.noes import TurnedAway


@dataclass(frozen=True, kw_only=True)
class Came:
    """What came of a file: the numbers of what was taken in, and how many messages in it were known before."""

    taken: tuple[str, ...]
    known: int


def bring(request: VisitRequest) -> HttpResponseRedirect:
    """Take in the file that was sent, and lead to what came of it. Raises what the door tells in words."""
    file = request.FILES.get("file")
    content, name = (file.read(), str(file.name)) if file else (b"", "")
    messages = _messages(content, request.language)
    came = _came(request, messages, name)
    if len(messages) > 1:
        return HttpResponseRedirect(f"/warnings/?took={len(came.taken)}&known={came.known}")
    [no] = came.taken
    try:
        request.visit.ask(reads.alert, {"no": [no]})
    except NotHere:
        return HttpResponseRedirect(f"/warnings/letters/?done={no}")
    return HttpResponseRedirect(f"/warnings/{no}/?done=receive")


def took(request: VisitRequest) -> str | None:
    """Say how many messages of a feed were taken in, if the address tells of it."""
    taken, known = (request.GET.get(word, "") for word in ("took", "known"))
    if not (taken.isdecimal() and known.isdecimal()):
        return None
    return _("已接收 %(taken)s 条，%(known)s 条以前收过") % {"taken": taken, "known": known}


def _messages(content: bytes, language: str) -> tuple[bytes, ...]:
    """Return the messages of a feed; of anything else the whole, whatever it is."""
    try:
        found = messages_in(content)
    except Rejected:
        return (content,)
    if not found.messages:
        raise TurnedAway(
            "unfit", why=_("文件里没有预警正文，只有 %(n)s 个链接；链接不会去取。") % {"n": len(found.links)}
        )
    return found.messages


def _came(request: VisitRequest, messages: tuple[bytes, ...], name: str) -> Came:
    """Take each message in under a key of its own; of a single one that is known, raise the refusal."""
    visit, taken, known = request.visit, list[str](), 0
    if not visit.by.command:
        raise TurnedAway("key-missing")
    for content in dict.fromkeys(messages):
        try:
            no = files.keep(content, name=name, person=visit.by.person, at=request.at)
        except Unfit as unfit:
            raise TurnedAway("unfit", why=unfit.says(request.language)) from unfit
        one = visit.under(str(uuid.uuid5(uuid.UUID(visit.by.command), no)))
        try:
            taken.append(one.do(acts.receive, {"file": no}).subject)
        except Refused as refused:
            if refused.code != "known-already" or len(messages) == 1:
                raise
            known += 1
    return Came(taken=tuple(taken), known=known)
