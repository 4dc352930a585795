"""Rehearsals: a plan carried out on a scratch server that was made to look like the target."""
