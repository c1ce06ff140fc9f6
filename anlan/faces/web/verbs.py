"""What each verb asks for in a form, in the order of the form; a verb that asks for nothing is done at one press."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan.domains.calls.facts import Channel, Deed, Outcome
from anlan.faces.web.templatetags import terms
from anlan.faces.web.templatetags.look import step_word
from anlan.kernel.journal.acts import ACTS, Act
from anlan.kernel.journal.facts import NotHere
from anlan.kernel.looks.rules import Finding
from anlan.kernel.obligations.life import AGAIN, Item
from anlan.kernel.registry.may import Role
from anlan.rooms import kinds


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One field of a verb's form."""

    name: str
    label: Any
    kind: str = "textarea"
    required: bool = True
    hint: Any = ""
    options: Callable[[], list[dict[str, Any]]] | None = None  # of a select


WHY = Ask(name="why", label=_("原因"), hint=_("写给对方看，会留在记录里。"))
FORMS: dict[str, tuple[Ask, ...]] = {
    "note": (Ask(name="text", label=_("进展"), hint=_("做了什么，还差什么。")),),
    "attach": (
        Ask(name="files", label=_("照片或材料"), kind="files"),
        Ask(name="caption", label=_("说明"), kind="text", required=False),
    ),
    "submit": (
        Ask(name="evidence", label=_("整改后的照片或材料"), kind="files", required=False),
        Ask(name="text", label=_("整改情况"), required=False),
    ),
    "return_": (WHY,),
    "strike_off": (
        Ask(name="evidence", label=_("现场核查照片"), kind="files", required=False, hint=_("重大隐患必须上传。")),
        Ask(name="opinion", label=_("验收意见"), required=False),
    ),
    "recur": (
        Ask(name="text", label=_("现在看到什么"), hint=_("原来的不重新打开；复发的另编一次，有自己的时限和凭证。")),
        Ask(name="evidence", label=_("现场照片"), kind="files", required=False),
        Ask(name="due_on", label=_("整改时限"), kind="date", required=False, hint=_("重大隐患必填。")),
    ),
    "disown": (WHY,),
    "assign": (Ask(name="to", label=_("分派给"), kind="people"), WHY),
    "hand_over": (Ask(name="to", label=_("移交给"), kind="people"), WHY),
    "ask_extension": (
        Ask(name="due_on", label=_("延期到"), kind="date", hint=_("须另一人批准；最多延期两次。")),
        WHY,
    ),
    "refuse_extension": (WHY,),
    "assure": (
        Ask(name="responsibility", label=_("责任：由谁负责"), kind="text", required=False),
        Ask(name="measures", label=_("措施：怎样整改"), required=False, hint=_("不填即为登记的整改措施。")),
        Ask(name="funds", label=_("资金：多少、从哪里来"), kind="text", required=False),
        Ask(
            name="deadline",
            label=_("时限：分几步、各到何时"),
            kind="text",
            required=False,
            hint=_("不填即为整改时限。"),
        ),
        Ask(name="plan", label=_("预案：险情扩大时怎么办"), required=False),
    ),
    "regrade": (
        Ask(name="grade", label=_("级别"), kind="select", options=lambda: _options(terms.GRADES)),
        WHY,
        Ask(
            name="basis", label=_("判定依据"), required=False, hint=_("不填的沿用原来所写。定为重大隐患的，缺一不可。")
        ),
        Ask(name="measures", label=_("整改措施"), required=False),
        Ask(name="control", label=_("临时管控措施"), required=False),
        Ask(name="due_on", label=_("整改时限"), kind="date", required=False, hint=_("定为重大隐患的必填。")),
    ),
    "list_": (
        Ask(name="level", label=_("督办级别"), kind="select", options=lambda: _options(terms.LISTED)),
        Ask(name="notice", label=_("督办通知书文号"), kind="text"),
        Ask(
            name="department",
            label=_("督办部门"),
            kind="select",
            options=lambda: _options({code: terms.department(code) for code in terms.departments()}),
        ),
        Ask(name="until", label=_("督办期限"), kind="date"),
    ),
    "delist": (Ask(name="notice", label=_("摘牌文号"), kind="text"),),
    "name_owner": (Ask(name="to", label=_("由谁接手"), kind="people"),),
    "decline": (WHY,),
    "void": (WHY,),
    "nudge": (Ask(name="text", label=_("留言"), kind="text", required=False),),
    "repeat": (Ask(name="text", label=_("用自己的话复述"), hint=_("什么险、往哪里转移、现在做什么。")),),
    "report": (
        Ask(name="deed", label=_("做到哪一步"), kind="select", options=lambda: _options(words_of(Deed))),
        Ask(name="moved", label=_("已转移人数"), kind="text", required=False),
        Ask(name="expected", label=_("应转移人数"), kind="text", required=False),
        Ask(name="text", label=_("补充"), required=False),
    ),
    "told": (
        Ask(name="channel", label=_("怎么联系上的"), kind="select", options=lambda: _ways()),
        Ask(name="repeated", label=_("对方复述了什么"), required=False, hint=_("没有复述的留空，只记收到。")),
        Ask(
            name="deed",
            label=_("对方做到哪一步"),
            kind="select",
            required=False,
            options=lambda: _options({"": _("还没有"), **words_of(Deed)}),
        ),
        Ask(name="text", label=_("对方的原话"), required=False),
    ),
    "miss": (
        Ask(name="channel", label=_("怎么联系的"), kind="select", options=lambda: _ways()),
        Ask(name="outcome", label=_("为什么没有联系上"), kind="select", options=lambda: _options(words_of(Outcome))),
        Ask(name="text", label=_("说明"), kind="text", required=False),
    ),
}
# What is asked instead of whoever looks again at what was closed.
FORMS_OF_A_LOOK: dict[str, tuple[Ask, ...]] = {
    "submit": (
        Ask(
            name="finding",
            label=_("看到的结论"),
            kind="select",
            options=lambda: _options({"": _("请选择"), **{one.value: step_word(one) for one in Finding}}),
        ),
        Ask(name="evidence", label=_("回头看时的照片或材料"), kind="files", required=False),
        Ask(name="text", label=_("看到什么"), required=False),
    ),
    "strike_off": (Ask(name="opinion", label=_("验收意见"), required=False),),
}
# What one speaks for an owner who has no account of his own.
OWNERS = frozenset(
    {"accept", "note", "attach", "submit", "hand_over", "take", "decline", "ask_extension", "assure", "disown"}
    | {"repeat", "report"}
)


def _options(words: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"value": code, "word": word} for code, word in words.items()]


def _ways() -> list[dict[str, Any]]:
    """Return by what somebody else is reached: the pages and the links are his own."""
    return _options(
        {code: word for code, word in words_of(Channel).items() if code not in (Channel.PAGE, Channel.LINK)}
    )


def words_of(codes: type[StrEnum]) -> dict[str, Any]:
    """Return what each of some codes is called, in the language of the page."""
    return {one.value: step_word(one) for one in codes}


def nobody(role: str) -> str:
    """Say why nobody can be chosen: who sees himself alone can give nothing to others of his unit."""
    if role == Role.MEMBER:
        return gettext("您的岗位看不到本单位其他人。请本单位安全管理员分派。")
    return gettext("本单位没有别人可以接手。请先请系统管理员登记或任命。")


def act_for(item: Item, verb: str) -> Act[...]:
    """Return the act of a verb: the ledger's own, or that of the room of this kind. Raises NotHere."""
    act = ACTS.get(f"obligations.{verb}") or ACTS.get(f"{kinds().get(item.kind)}.{verb}")
    if act is None or "item" not in act.asked:
        raise NotHere
    return act


def form(item: Item, verb: str) -> tuple[Ask, ...]:
    """Return the fields of a verb's form, of an item of this sort."""
    if item.source == AGAIN and verb in FORMS_OF_A_LOOK:
        return FORMS_OF_A_LOOK[verb]
    return FORMS.get(verb, ())


def asks(item: Item, verb: str) -> tuple[Ask, ...]:
    """Return what the form of a verb asks for; a general danger is struck off at one press."""
    if verb == "strike_off" and item.grade != "major" and item.source != AGAIN:
        return ()
    return () if verb == "nudge" else form(item, verb)
