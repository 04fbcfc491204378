from . import PUBLIC, Row

TABLE = {
    "geography:communes": Row(get=PUBLIC),
}
