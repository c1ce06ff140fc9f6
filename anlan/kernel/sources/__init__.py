"""Sources: what brings warnings in by itself, from where, of which senders, and how long it has been silent. 来源"""
