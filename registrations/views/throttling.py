"""How often somebody may ask what could be guessed."""

from django.core.cache import cache


def asks_too_often(key, *, most, seconds):
    """Counts this question under the key; True once there were more than `most` in that many seconds."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key) > most
    except ValueError:
        # It expired between the two calls: a new time begins.
        return False
