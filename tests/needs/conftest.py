"""Everybody around an activity."""

from tests.activities.cast import *  # noqa: F403  (fixtures)
