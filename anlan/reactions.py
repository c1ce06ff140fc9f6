"""When this is recorded, that follows. The one page that ties the rooms together.

A reaction says facts; the pen folds and records them in the transaction of their cause. It holds no pen of its own.
"""

from __future__ import annotations

from anlan.kernel.journal.follow import Reaction, Spoken

WHEN: dict[Spoken, tuple[Reaction, ...]] = {}
