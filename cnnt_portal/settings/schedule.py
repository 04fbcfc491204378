"""What beat wakes, and how often."""

MINUTE, HOUR = 60.0, 3600.0
DAY = 24 * HOUR

EVERY = {
    "notifications.deliver": MINUTE / 2,
    "registrations.pulse": MINUTE,
    "files.scan_waiting": 5 * MINUTE,
    "files.sweep_uploads": HOUR,
    "registrations.remind": HOUR,
    "reporting.keep_calendar": HOUR,
    "certificates.remind_of_expiry": 6 * HOUR,
    "certificates.send_periodic_list": 6 * HOUR,
    "exports.discard_expired": 6 * HOUR,
    "support_plans.remind_of_survey": 6 * HOUR,
    "files.sweep_orphans": DAY,
    "privacy.keep_terms": DAY,
    "support_plans.forget_enquiries": DAY,
}


def tasks(*, sweep_seconds):
    """As Celery wants them. A call that nobody picked up in time is worth nothing: the next one does the same."""
    every = EVERY | {"jobs.sweep": sweep_seconds}
    return {
        name: {"task": name, "schedule": seconds, "options": {"expires": min(seconds, HOUR)}}
        for name, seconds in every.items()
    }
