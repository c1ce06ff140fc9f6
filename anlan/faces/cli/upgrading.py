"""`anlan upgrade`: a house is backed up and the copy brought up to date elsewhere; only then is the house itself."""

from __future__ import annotations

import uuid
from contextlib import suppress
from pathlib import Path

from django.core.management import call_command

from anlan import clock
from anlan.faces.cli import backups as copies
from anlan.faces.cli import serving
from anlan.faces.cli.alone import alone
from anlan.faces.cli.backups import AsInto, AsSecret
from anlan.faces.cli.console import AsJson, must_be_a_home, refuse, say, tell
from anlan.kernel.audit import held
from anlan.kernel.journal import reads as journal
from anlan.kernel.journal import rebuild as folding
from anlan.kernel.journal import seals
from anlan.kernel.journal.facts import TooNew
from anlan.kernel.registry import door, vault
from anlan.kernel.upkeep import backup, upgrade
from anlan.kernel.upkeep.backup import Made, Unfit
from anlan.kernel.upkeep.upgrade import Mark


def upgrade_(into: AsInto, secret: AsSecret = None, as_json: AsJson = False) -> None:
    """Bring the tables of a house up to this version: backed up and tried first, verified after, cut off or not."""
    must_be_a_home()
    executor = serving.must_be_of_this_version()
    with alone():
        begun = upgrade.mark()
        if begun is None and not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            words = say("表结构已是最新，不用升级。", "The tables are up to date; there is nothing to do.")
            tell(words, {"upgraded": False}, as_json=as_json)
            return
        _must_be_readable(as_json)
        if begun is None:
            begun = _backed_up(into, secret, as_json)
        else:
            _must_be_there(begun, as_json)
        call_command("migrate", verbosity=0)
        folding.rebuild()
        _must_hold(as_json)
        _note(begun)
        upgrade.end()
    words = say(
        f"已由 {begun.before} 升级到 {serving.newest_migration()}，账本与各表核对无误。升级前的备份在 {begun.folder}。",
        f"Upgraded from {begun.before} to {serving.newest_migration()}; the journal and the tables hold. The backup of"
        f" before is {begun.folder}.",
    )
    tell(words, {"upgraded": True, "backup": begun.folder, "before": begun.before}, as_json=as_json)


def _must_be_readable(as_json: bool) -> None:
    """Stop where a newer program has said what this one does not understand."""
    try:
        journal.must_be_readable()
    except TooNew as new:
        words = say(
            f"账本里有本版本读不懂的内容（{new}），什么都没有改。请用更新的版本。",
            f"A newer version has said in this journal what this one does not understand ({new}). Nothing was changed:"
            " use that version.",
        )
        refuse("too-new", words, as_json)


def _backed_up(into: Path, secret: Path | None, as_json: bool) -> Mark:
    """Back the house up as it is, bring the copy up to date elsewhere, and write down that the upgrade begins."""
    return upgrade.begin(_mark(copies.made(into, copies.passphrase(secret), as_json)))


def _mark(made: Made) -> Mark:
    told = made.manifest
    return Mark(
        folder=str(made.folder),
        digest=made.digest,
        entries=told.entries,
        made_at=told.made_at,
        proven_at=clock.now(),
        before=told.migrations[-1],
    )


def _must_be_there(begun: Mark, as_json: bool) -> None:
    """Stop where the backup of before is no more what it was: without it nobody goes on with half an upgrade."""
    folder = Path(begun.folder)
    with suppress(Unfit):
        told = backup.read(folder)
        backup.must_be_whole(folder, told.manifest)
        if told.digest == begun.digest:
            return
    words = say(
        f"升级前的备份 {begun.folder} 不在了，或不完整。请把它放回原处再运行一次。",
        f"The backup of before, {begun.folder}, is gone or not whole. Put it back, then run this once more.",
    )
    refuse("no-backup", words, as_json)


def _must_hold(as_json: bool) -> None:
    report = seals.verify(held.HEED)
    if report.fault:
        refuse("unsound", say(*report.fault.says()), as_json)
    if altered := list(held.altered(report)):
        refuse("unsound", say(*altered[0].says()), as_json)
    vault.must_open()


def _note(begun: Mark) -> None:
    """Say in the journal what was done, and seal it."""
    visit = door.at_console(key=str(uuid.uuid5(uuid.NAMESPACE_OID, begun.digest)))
    upgrade.note(begun, after=serving.newest_migration(), by=visit.by, at=visit.at)
    seals.seal(visit.at)
