from . import Row, answers

TABLE = {
    "audit:event_list": Row(get=answers(others=403, administrator=200)),
}
