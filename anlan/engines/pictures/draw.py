"""Draw a picture of evidence for a rehearsal: a danger before, and the same place after."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Literal

from anlan.engines.pictures.canvas import Canvas
from anlan.engines.pictures.indoors import blocked_exit, expired_extinguisher, missing_record, overloaded_socket
from anlan.engines.pictures.machines import bare_machine, loose_cylinders, silent_panel, unlatched_hook
from anlan.engines.pictures.mark import marked
from anlan.engines.pictures.outdoors import cracked_slope, cracked_tailings_dam, cracked_wall, leaking_tank
from anlan.engines.pictures.works import corroded_gas_pipe, dead_gas_sensor, missing_guard_rail, open_distribution_box

Stage = Literal["before", "after"]
Paint = Callable[[Canvas, bool], None]

QUALITY = 84

SCENES: dict[str, Paint] = {
    "blocked-exit": blocked_exit,
    "open-distribution-box": open_distribution_box,
    "missing-guard-rail": missing_guard_rail,
    "corroded-gas-pipe": corroded_gas_pipe,
    "expired-extinguisher": expired_extinguisher,
    "cracked-tailings-dam": cracked_tailings_dam,
    "leaking-tank": leaking_tank,
    "overloaded-socket": overloaded_socket,
    "dead-gas-sensor": dead_gas_sensor,
    "missing-record": missing_record,
    "bare-machine": bare_machine,
    "unlatched-hook": unlatched_hook,
    "loose-cylinders": loose_cylinders,
    "silent-panel": silent_panel,
    "cracked-slope": cracked_slope,
    "cracked-wall": cracked_wall,
}


def draw(scene: str, stage: Stage, seed: int) -> bytes:
    """Return a JPEG of a scene, marked 模拟: the same for the same words, another place for another seed.

    Before and after of one seed are seen from the same spot, so that they can be laid side by side.
    """
    canvas = Canvas(seed)
    SCENES[scene](canvas, stage == "before")
    target = io.BytesIO()
    marked(canvas.finished()).save(target, "JPEG", quality=QUALITY, optimize=True)
    return target.getvalue()
