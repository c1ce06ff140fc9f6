"""Alert, Update and Cancel come to one truth, in whichever order they come and however often."""

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.engines.cap.message import Message, MsgType, Reference, Status
from anlan.engines.cap.resolving import SAYS, Held, resolve
from tests.cap.made import ALERT, TEN

A, U, C = MsgType.ALERT, MsgType.UPDATE, MsgType.CANCEL


def said(name: str, kind: MsgType, minute: int, *about: Message, **other) -> Message:
    """Return a message that was sent some minutes after ten."""
    references = tuple(one.reference for one in about)
    sent = TEN + timedelta(minutes=minute)
    return replace(ALERT, identifier=name, msg_type=kind, sent=sent, references=references, infos=(), **other)


FIRST = said("1", A, 0)
SECOND = said("2", U, 10, FIRST)
THIRD = said("3", U, 20, FIRST)  # issuers name the first message, not the last
ENDED = said("4", C, 30, FIRST)


def held(*messages: Message) -> set[tuple[str, str]]:
    return {(one.message.identifier, one.code) for one in resolve(messages).held}


def test_an_alert_holds_until_it_is_updated_and_what_is_cancelled_is_over():
    assert [chain.now for chain in resolve([FIRST]).chains] == [FIRST]
    assert [chain.now for chain in resolve([FIRST, SECOND]).chains] == [SECOND]
    [chain] = resolve([FIRST, SECOND, THIRD, ENDED]).chains

    assert chain.first == FIRST
    assert chain.now == THIRD, "so that the same people are told that it is over"
    assert chain.cancelled_by == ENDED
    assert chain.is_cancelled
    assert chain.messages == (FIRST, SECOND, THIRD, ENDED)


def test_of_all_orders_in_which_seven_messages_may_come_none_makes_a_difference():
    other = said("5", A, 5)
    both = said("6", U, 25, THIRD, other)
    stray = said("7", C, 15, said("nobody", A, 1))
    messages = [FIRST, SECOND, THIRD, ENDED, other, both, stray]
    told = resolve(messages)

    assert held(*messages) == {("7", "unknown-message"), ("4", "covers-part")}
    assert all(resolve(order) == told for order in permutations(messages))


SENDERS = st.sampled_from(["a", "b"])


@st.composite
def histories(draw):
    """Return messages that refer to any before them, to what never came, and some of which say different things."""
    told: list[Message] = []
    for no in range(draw(st.integers(1, 9))):
        kind = draw(st.sampled_from([A, U, U, C, MsgType.ACK]))
        about = draw(st.lists(st.sampled_from([*told, said("gone", A, 0)]), max_size=3)) if told else []
        status = draw(st.sampled_from([Status.ACTUAL] * 5 + [Status.EXERCISE]))
        one = said(str(no), kind, draw(st.integers(0, 6)), *about, sender=draw(SENDERS), status=status)
        told.append(one)
        if draw(st.integers(0, 9)) == 0:
            told.append(replace(one, note="otherwise"))
    return told


@given(history=histories(), data=st.data())
@settings(max_examples=200, deadline=None)
def test_order_and_repetition_make_no_difference(history, data):
    shuffled = data.draw(st.permutations(history + data.draw(st.lists(st.sampled_from(history), max_size=5))))
    told = resolve(history)

    assert resolve(shuffled) == told
    placed = [*told.held, *(one for chain in told.chains for one in chain.messages), *told.answers]
    beside = sum(len(clash.messages) - 1 for clash in told.clashes)
    assert len(placed) + beside == len(set(history)), "each is somewhere, once"


@st.composite
def honest(draw):
    """Return what careful issuers send: each Update and Cancel is later, and names what is their own."""
    told: list[list[Message]] = []
    for no in range(draw(st.integers(1, 12))):
        chain = draw(st.sampled_from([*range(len(told)), len(told)]))
        if chain == len(told):
            told.append([said(str(no), A, no)])
        elif told[chain][-1].msg_type is not C:
            about = draw(st.sampled_from(told[chain]))
            told[chain].append(said(str(no), draw(st.sampled_from([U, U, C])), no, about))
    return told


@given(chains=honest(), data=st.data())
@settings(max_examples=100, deadline=None)
def test_what_careful_issuers_send_is_as_if_it_had_come_in_order(chains, data):
    shuffled = data.draw(st.permutations([one for chain in chains for one in chain]))
    told = resolve(shuffled)

    assert told.held == ()
    assert told.clashes == ()
    # The oracle: one chain after the other, message after message as it was sent.
    assert {chain.first.identifier: (chain.now, chain.cancelled_by) for chain in told.chains} == {
        chain[0].identifier: (
            [one for one in chain if one.msg_type is not C][-1],
            chain[-1] if chain[-1].msg_type is C else None,
        )
        for chain in chains
    }


def test_a_cancel_or_update_of_another_sender_is_held_and_touches_nothing():
    for kind in (U, C):
        stranger = said("9", kind, 40, FIRST, sender="模拟的陌生人")
        told = resolve([FIRST, stranger])

        assert told.held == (Held(message=stranger, code="other-sender"),)
        assert [(chain.now, chain.is_cancelled) for chain in told.chains] == [(FIRST, False)]


def test_a_cancel_or_update_of_what_never_came_is_held_until_it_comes():
    assert held(ENDED) == {("4", "unknown-message")}
    assert resolve([ENDED]).chains == ()
    assert resolve([ENDED, FIRST]).held == ()


def test_one_message_of_a_chain_that_was_missed_does_not_break_it():
    cancel = said("9", C, 40, SECOND, FIRST)

    assert [chain.is_cancelled for chain in resolve([FIRST, cancel]).chains] == [True]


def test_the_wrong_time_behind_the_right_number_means_the_message_of_that_number():
    """An observatory wrote of its own update when that was sent, where the time of the message before it belongs."""
    update = replace(SECOND, references=(replace(FIRST.reference, sent=SECOND.sent),))

    assert [chain.now for chain in resolve([update, FIRST]).chains] == [update]


LATER = said("5", A, 50)


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([FIRST, said("9", U, 40)], "names-nothing"),
        ([LATER, said("9", C, 40, LATER)], "of-the-future"),
        ([FIRST, said("9", U, 40, said("9", U, 40))], "of-the-future"),
        ([FIRST, said("9", U, 40, FIRST, status=Status.EXERCISE)], "other-status"),
        ([FIRST, ENDED, said("9", U, 40, FIRST)], "after-cancel"),
        ([FIRST, LATER, said("8", U, 60, FIRST, LATER), said("9", C, 70, LATER)], "covers-part"),
        ([FIRST, replace(said("9", U, 40, FIRST), msg_type=None)], "kind-unknown"),
    ],
)
def test_what_has_no_place_is_held_with_the_reason(messages, code):
    assert {code_ for _, code_ in held(*messages)} == {code}
    assert all(said_ for one in resolve(messages).held for said_ in (one.says("zh"), one.says("en")))


def test_two_that_are_about_each_other_are_both_held():
    one, other = said("8", U, 40), said("9", U, 40)
    one, other = replace(one, references=(other.reference,)), replace(other, references=(one.reference,))

    assert held(FIRST, one, other) == {("8", "of-the-future"), ("9", "of-the-future")}


def test_an_update_in_the_same_second_as_the_one_it_is_about_comes_after_it():
    for before, after in (("8", "9"), ("9", "8")):
        one = said(before, U, 40, FIRST)
        two = said(after, U, 40, one)

        assert [chain.now for chain in resolve([two, one, FIRST]).chains] == [two]


def test_one_identity_that_says_two_things_is_shown_and_the_first_stands():
    otherwise = replace(FIRST, sent=FIRST.sent + timedelta(minutes=1), note="otherwise")
    for order in ([FIRST, otherwise], [otherwise, FIRST]):
        told = resolve([*order, SECOND])

        assert [clash.messages for clash in told.clashes] == [(FIRST, otherwise)]
        assert [chain.messages for chain in told.chains] == [(FIRST, SECOND)]
    assert resolve([FIRST, replace(FIRST)]).clashes == ()


def test_which_of_several_texts_of_one_moment_stands_is_no_matter_of_chance():
    texts = [replace(FIRST, note=f"text {no}") for no in range(40)]
    told = resolve(texts)

    assert all(resolve(texts[no:] + texts[:no]) == told for no in range(40))
    assert resolve(reversed(texts)) == told


def test_an_update_that_joins_two_warnings_speaks_for_both_and_so_does_what_cancels_it():
    joined = said("6", U, 60, FIRST, LATER)
    cancel = said("7", C, 70, joined)

    assert [chain.messages for chain in resolve([FIRST, LATER, joined]).chains] == [(FIRST, LATER, joined)]
    assert [chain.cancelled_by for chain in resolve([FIRST, LATER, joined, cancel]).chains] == [cancel]
    ended = [FIRST, ENDED, LATER, said("8", C, 55, LATER), said("9", C, 80, FIRST, LATER)]
    assert [chain.cancelled_by for chain in resolve(ended).chains] == [ENDED]


def test_an_answer_is_no_warning():
    answer = said("9", MsgType.ACK, 40, FIRST)

    assert resolve([answer, FIRST]).answers == (answer,)
    assert resolve([answer, FIRST]).held == ()


def test_a_long_chain_costs_little():
    chain = [FIRST]
    for no in range(5_000):
        chain.append(replace(SECOND, identifier=f"u{no}", sent=TEN + timedelta(seconds=no), references=(
            Reference(sender=FIRST.sender, identifier=chain[-1].identifier, sent=chain[-1].sent),)))  # fmt: skip
    [told] = resolve(reversed(chain)).chains

    assert told.now == chain[-1]


def test_every_reason_is_told_in_both_languages():
    for zh, en in SAYS.values():
        assert zh.endswith("。")
        assert en.endswith(".")
        assert en.isascii()
