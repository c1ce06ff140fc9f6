"""The sizes and times we promise, and the script that proves each.

Every case does the same work three times on the same data in one run: our way, the limit (the least that any program
must do, written by hand on the same schema and durability), and the peer's way (what a user would otherwise pick).
Machines differ and are noisy, so only the ratios count.
"""
