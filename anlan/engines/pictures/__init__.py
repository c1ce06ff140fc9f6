"""Pictures for rehearsals: drawn by the program, and marked as such."""
