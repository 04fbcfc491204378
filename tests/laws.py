"""The laws of the house as plain functions: text of one file in, what breaks the law out.

`test_architecture.py` applies them to every file and first breaks each of them on purpose.
"""

import ast
import re

STAGES = ["registrations", "judging", "certificates", "support_plans", "reporting"]
OPEN_TO_LATER_STAGES = {"models", "queries", "operations", "workflow"}
FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "services", "service", "manager", "managers", "misc", "common"}
LINES = 450  # about 400, as the house says; this is no longer about

_WRITES = {"save", "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "delete"}
_ROWS = {"objects", "_default_manager", "_base_manager"}
# Capitalised calls that make no row.
_NO_ROWS = {"Q", "F", "When", "Case", "SimpleNamespace"}
_CLOCKS = {"now", "today", "localdate", "localtime", "utcnow"}


def _stage(name):
    return STAGES.index(name) if name in STAGES else -1


def _calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def _name(function):
    """The last name of what is called or decorates: `a.b.c(…)` is c."""
    if isinstance(function, ast.Call):
        function = function.func
    return getattr(function, "attr", getattr(function, "id", ""))


def _imports(tree, room):
    """(module, names) of every import; relative ones are resolved inside `room`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, []) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                module = f"{room}.{module}".rstrip(".")
            yield module, [alias.name for alias in node.names]


def file_name(path):
    if set(re.split(r"[._]", path.stem)) & FORBIDDEN_NAMES:
        yield f"{path.name} names no idea"


def length(text):
    lines = text.count("\n")
    if lines > LINES:
        yield f"{lines} lines"


def unfinished(text):
    # Spelled apart, so that this file keeps the law too.
    yield from re.findall("TO" + r"DO\b.*|FIX" + r"ME\b.*|XX" + r"X\b.*", text)


def public_functions_that_are_no_operations(tree):
    for node in tree.body:
        public = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if public and "operation" not in [_name(decorator) for decorator in node.decorator_list]:
            yield node.name


def clock_readings(tree):
    for call in _calls(tree):
        owner = getattr(call.func, "value", None)
        if _name(call) in _CLOCKS and getattr(owner, "id", "") in {"timezone", "datetime", "date"} and not call.args:
            yield f"line {call.lineno}: {ast.unparse(call)}"


def days_of_moments_in_another_zone(tree):
    """Moments come from the database in UTC: before seven in the morning their own day is yesterday's here."""

    def is_moment(node):
        return isinstance(node, ast.Attribute) and re.search(r"(^|_)at$", node.attr)

    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"date", "year", "month", "day"} and is_moment(node.value):
            yield f"line {node.lineno}: {ast.unparse(node)}"
        if (
            isinstance(node, ast.FormattedValue)
            and is_moment(node.value)
            and "%" in ast.unparse(node.format_spec or node)
        ):
            yield f"line {node.lineno}: {ast.unparse(node.value)} written as it comes"


def rows_and_writes_in_views(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _ROWS:
            yield f"line {node.lineno}: .{node.attr}"
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _WRITES:
            yield f"line {node.lineno}: .{node.func.attr}()"


def states_named_in_views(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and re.fullmatch(r"(\w+)?State", getattr(node.value, "id", "")):
            yield f"line {node.lineno}: {ast.unparse(node)}"


def states_changed_by_hand(tree):
    for node in ast.walk(tree):
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr == "state":
                    yield f"line {node.lineno}: {ast.unparse(target)} ="
    for call in _calls(tree):
        name = _name(call)
        writes = name in {"update", "create", "get_or_create", "update_or_create"} or name[:1].isupper()
        keywords = {keyword.arg for keyword in call.keywords}
        constants = {node.value for node in ast.walk(call) if isinstance(node, ast.Constant)}
        if writes and name not in _NO_ROWS and "state" in keywords:
            yield f"line {call.lineno}: {name}(state=…)"
        if name in {"setattr", "bulk_update"} and "state" in constants:
            yield f"line {call.lineno}: {name}(… 'state' …)"


def imports_of_ours(tree, room):
    ours = {"cnnt_portal", *STAGES}
    yield from (module for module, _ in _imports(tree, room) if module.split(".")[0] in ours)


def closed_doors(tree, room, package):
    """What a stage takes from another stage beside its models, queries, operations and workflow."""
    for module, names in _imports(tree, package):
        other, _, inside = module.partition(".")
        if other == room or other not in STAGES:
            continue
        # Whole, so that a module inside a package is no door either.
        taken = [inside] if inside else names
        yield from (f"{other}.{name}" for name in taken if name not in OPEN_TO_LATER_STAGES)


def later_stages_named(tree, room):
    """URL names of a later stage, in Python."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = re.fullmatch(r"(\w+)[:.][\w.:]+", node.value)
            if found and _stage(found[1]) > _stage(room):
                yield f"line {node.lineno}: {node.value}"


def signals(tree, room):
    yield from (module for module, _ in _imports(tree, room) if module.startswith(("django.db.models.signals",)))
    yield from (f"line {call.lineno}: receiver" for call in _calls(tree) if _name(call) == "receiver")


def catalogues(tree, room):
    for module, names in _imports(tree, room):
        if module == "django.utils.translation":
            yield from (name for name in names if "gettext" in name)


def later_stages_in_template(text, room):
    """Includes of a later stage's templates, and its URL names anywhere but in hx-get."""
    for kind, name in re.findall(r"{%-?\s*(include|extends|import)\s+[\"'](\w+)/", text):
        if _stage(name) > _stage(room):
            yield f"{kind} {name}/"
    without_fragments = re.sub(r"hx-get=\"[^\"]*\"|hx-get='[^']*'", "", text)
    for name in re.findall(r"{%-?\s*url\s+[\"'](\w+):", without_fragments):
        if _stage(name) > _stage(room):
            yield f"url {name}:"


def forbidden_by_the_security_policy(text):
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", text, flags=re.DOTALL)
    for tag in re.findall(r"<[a-zA-Z][^>]*>", text):
        yield from (f"inline {name.strip()}" for name in re.findall(r"\s(?:style|on[a-z]+)\s*=", tag))
        if re.match(r"<script\b", tag) and not re.search(r"\ssrc=|type=\"application/json\"", tag):
            yield "inline script"
    yield from ("style element" for _ in re.findall(r"<style\b", text))


def from_elsewhere(text):
    """What the browser would fetch from another house."""
    yield from re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"'](?:https?:)?//[^\"']*", text)
    yield from re.findall(r"(?:url\(|@import\s)[\"']?(?:https?:)?//[^)\"']*", text)


def shortcuts_in_tests(tree, room):
    for module, names in _imports(tree, room):
        if module.startswith(("unittest.mock", "mock", "freezegun", "pytest_mock")):
            yield module
        if module == "unittest" and "mock" in names:
            yield "unittest.mock"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            chain = ast.unparse(node)
            if chain in {"pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail", "pytest.skip", "time.sleep"}:
                yield f"line {node.lineno}: {chain}"
