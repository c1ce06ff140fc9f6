"""`anlan play`: a scene is played in a home of its own, as fast as one likes, and what happened is told."""
