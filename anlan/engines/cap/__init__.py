"""What a warning says (CAP), whether it is fit to be believed, and which of several messages holds."""
