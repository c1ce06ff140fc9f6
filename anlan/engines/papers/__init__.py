"""Papers: sheets of A4 that say what the ledger says, to be printed, signed and filed."""
