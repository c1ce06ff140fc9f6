"""Invented content for the style guide: every part of the frame in every state, and nothing of anybody's."""
