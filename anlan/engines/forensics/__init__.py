"""Whether a photo or a paper can be kept and shown, and what it claims of itself."""
