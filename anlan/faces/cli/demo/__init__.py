"""What the demo holds: an invented county with its people and two years of dangers. Values only; nothing acts here."""
