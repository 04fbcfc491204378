"""What belongs to the installation and to no room."""

from . import PUBLIC, Row

TABLE = {
    "health": Row(get=PUBLIC),
    # Answers in the embedded mode only, which the tests run in.
    "ui:gallery": Row(get=PUBLIC),
}
