"""What templates may say. `look` is the one library; `times` and `terms` hold its words."""
