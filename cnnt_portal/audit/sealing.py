"""Which databases may be emptied of their audit events: those for tests (docs/adr/0011) and rehearsals (0019)."""

from pathlib import Path

from cnnt_portal import rehearsing


def tell_sqlite_whose_it_is(connection, **kwargs):
    """Receiver of connection_created: may this database be emptied?"""
    if connection.vendor == "sqlite":
        is_for_tests = Path(str(connection.settings_dict["NAME"])).name.startswith("test_")
        connection.connection.create_function(
            "audit_may_be_emptied", 0, lambda: int(is_for_tests or rehearsing.is_on())
        )
