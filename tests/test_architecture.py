"""Every file of the house keeps the laws, and every law can be broken."""

import ast
import inspect
import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import CheckConstraint
from django.utils.text import camel_case_to_spaces

from . import laws

ROOT = settings.BASE_DIR
ROOMS = ["cnnt_portal", *laws.STAGES]
# Job and Mail are leased, not walked through a table: their compare-and-swap is on state and lease together.
DOORS_OF_STATE = {
    "cnnt_portal/workflow.py",
    "cnnt_portal/jobs/leasing.py",
    "cnnt_portal/notifications/outbox.py",
    "cnnt_portal/notifications/operations.py",
}


def _tracked():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [Path(name) for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


TRACKED = _tracked()
PYTHON = [path for path in TRACKED if path.suffix == ".py" and "migrations" not in path.parts]
OURS = [path for path in PYTHON if path.parts[0] in ROOMS]
TEMPLATES = [path for path in TRACKED if path.parts[0] == "templates"]
WRITTEN = [
    path
    for path in TRACKED
    if path.suffix in {".py", ".html", ".txt", ".js", ".css", ".sh", ".yml", ".md"} and "vendor" not in path.parts
]


def text_of(path):
    return (ROOT / path).read_text(encoding="utf-8")


def tree_of(path):
    return ast.parse(text_of(path))


def package_of(path):
    return ".".join(path.parent.parts)


def modules(name):
    """`operations.py` of every room, also where it has become a package."""
    rooms = [path for path in OURS if len(path.parts) > 2 or path.parts[0] in laws.STAGES]
    return [path for path in rooms if path.stem == name or path.parent.name == name]


def offences(paths, law):
    return {str(path): found for path in paths if (found := list(law(path)))}


# Names, length, ends


def test_no_module_is_named_after_nothing():
    assert offences(PYTHON, laws.file_name) == {}


def test_no_file_has_become_two_rooms():
    short = [path for path in WRITTEN if path.suffix in {".py", ".html", ".js", ".sh"}]
    # Whoever doubts a result takes the first away and runs it without the portal; the second are made by a program.
    short = [path for path in short if path.name not in {"verify_ledger.py", "0001_squashed.py"}]
    assert offences(short, lambda path: laws.length(text_of(path))) == {}


def test_nothing_is_left_for_later():
    assert offences(WRITTEN, lambda path: laws.unfinished(text_of(path))) == {}


# Writes, states, the clock


def test_every_public_function_of_operations_is_an_operation():
    """A package offers what its __all__ names; its modules may share the rest among themselves."""
    law = laws.public_functions_that_are_no_operations
    plain = [path for path in modules("operations") if path.stem == "operations"]
    assert offences(plain, lambda path: law(tree_of(path))) == {}
    for path in modules("operations"):
        if path.stem == "__init__":
            offered = import_module(package_of(path))
            functions = {name: vars(offered)[name] for name in offered.__all__}
            written = {name for name, value in functions.items() if inspect.isfunction(value)}
            assert {name for name in written if not hasattr(functions[name], "is_operation")} == set(), path


def test_operations_are_given_the_clock():
    assert offences(modules("operations"), lambda path: laws.clock_readings(tree_of(path))) == {}


def test_a_moment_gives_its_day_in_vietnam():
    assert offences(OURS, lambda path: laws.days_of_moments_in_another_zone(tree_of(path))) == {}


def test_views_neither_choose_rows_nor_write():
    assert offences(modules("views"), lambda path: laws.rows_and_writes_in_views(tree_of(path))) == {}


def test_views_name_no_state():
    assert offences(modules("views"), lambda path: laws.states_named_in_views(tree_of(path))) == {}


def test_a_state_changes_only_through_the_one_door():
    paths = [path for path in OURS if str(path) not in DOORS_OF_STATE]
    assert offences(paths, lambda path: laws.states_changed_by_hand(tree_of(path))) == {}


# Who knows whom


def test_tables_of_steps_import_nothing_of_ours():
    tables = [path for path in modules("workflow") if path.parts[0] in laws.STAGES]
    assert tables != []
    assert offences(tables, lambda path: laws.imports_of_ours(tree_of(path), package_of(path))) == {}


def test_a_later_stage_takes_only_what_an_earlier_one_offers():
    def law(path):
        return laws.closed_doors(tree_of(path), path.parts[0], package_of(path))

    assert offences([path for path in OURS if path.parts[0] in laws.STAGES], law) == {}


def test_no_earlier_room_names_a_later_one_in_python():
    # Settings and the composition root put the house together.
    paths = [path for path in OURS if path.parts[:2] not in {("cnnt_portal", "settings"), ("cnnt_portal", "urls.py")}]
    assert offences(paths, lambda path: laws.later_stages_named(tree_of(path), path.parts[0])) == {}


def test_no_earlier_room_names_a_later_one_in_templates():
    # base.html and the navigation belong to the house as a whole; they go by settings.
    def law(path):
        return laws.later_stages_in_template(text_of(path), path.parts[1])

    assert offences(TEMPLATES, law) == {}


def test_rooms_do_not_signal_to_each_other():
    assert offences(OURS, lambda path: laws.signals(tree_of(path), package_of(path))) == {}


def test_words_stand_where_they_are_used_and_in_no_catalogue():
    assert offences(OURS, lambda path: laws.catalogues(tree_of(path), package_of(path))) == {}


# Pages


def test_pages_need_no_unsafe_inline():
    pages = [path for path in TEMPLATES if path.suffix == ".html" and path.parts[1] not in {"documents", "emails"}]
    assert offences(pages, lambda path: laws.forbidden_by_the_security_policy(text_of(path))) == {}


def test_nothing_is_fetched_from_another_house():
    sources = [path for path in WRITTEN if path.parts[0] in {"templates", "static"}]
    assert offences(sources, lambda path: laws.from_elsewhere(text_of(path))) == {}


# Tests


def test_tests_take_no_shortcuts():
    paths = [path for path in PYTHON if path.parts[0] == "tests" and path.name.startswith("test_")]
    assert paths != []
    assert offences(paths, lambda path: laws.shortcuts_in_tests(tree_of(path), package_of(path))) == {}


# Models


def our_models():
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in ROOMS]


def test_every_model_has_a_vietnamese_name():
    unnamed = [
        model._meta.label
        for model in our_models()
        if model._meta.verbose_name == camel_case_to_spaces(model._meta.object_name)
        or model._meta.verbose_name_plural == f"{model._meta.verbose_name}s"
    ]
    assert unnamed == []


def test_who_and_when_stand_or_fall_together():
    """Where both `x_at` and `x_by` may be empty, one check constraint speaks of both."""
    loose = []
    for model in our_models():
        fields = {field.name: field for field in model._meta.fields}
        for name, by in fields.items():
            at = fields.get(f"{name.removesuffix('_by')}_at") if name.endswith("_by") else None
            if at is None or not (by.null and at.null):
                continue
            conditions = [str(c.condition) for c in model._meta.constraints if isinstance(c, CheckConstraint)]
            if not any(by.name in condition and at.name in condition for condition in conditions):
                loose.append(f"{model._meta.label}.{by.name}")
    assert loose == []


# The laws themselves: each finds the offence it is there for, and nothing in its lawful twin.

BROKEN = [
    (lambda: laws.file_name(Path("judging/score_utils.py")), 1),
    (lambda: laws.file_name(Path("judging/scoring.py")), 0),
    (lambda: laws.length("\n" * (laws.LINES + 1)), 1),
    (lambda: laws.unfinished("# T-O-D-O later".replace("-", "")), 1),
    (lambda: laws.public_functions_that_are_no_operations(ast.parse("def submit(*, by, at): ...")), 1),
    (lambda: laws.public_functions_that_are_no_operations(ast.parse("@operation\ndef submit(*, by, at): ...")), 0),
    (lambda: laws.clock_readings(ast.parse("timezone.now()")), 1),
    (lambda: laws.clock_readings(ast.parse("timezone.localdate(at)")), 0),
    (lambda: laws.days_of_moments_in_another_zone(ast.parse("entry.round.closes_at.date()")), 1),
    (lambda: laws.days_of_moments_in_another_zone(ast.parse("request.at.year")), 1),
    (lambda: laws.days_of_moments_in_another_zone(ast.parse("f'{report.submitted_at:%d/%m/%Y}'")), 1),
    (lambda: laws.days_of_moments_in_another_zone(ast.parse("timezone.localdate(request.at).year")), 0),
    (lambda: laws.rows_and_writes_in_views(ast.parse("Entry.objects.get(pk=1)")), 1),
    (lambda: laws.rows_and_writes_in_views(ast.parse("form.save()")), 1),
    (lambda: laws.rows_and_writes_in_views(ast.parse("operations.create_round(by=u, at=t)")), 0),
    (lambda: laws.states_named_in_views(ast.parse("entry.state == EntryState.DRAFT")), 1),
    (lambda: laws.states_changed_by_hand(ast.parse("entry.state = 'accepted'")), 1),
    (lambda: laws.states_changed_by_hand(ast.parse("rows.update(state='accepted')")), 1),
    (lambda: laws.states_changed_by_hand(ast.parse("Entry(state='accepted')")), 1),
    (lambda: laws.states_changed_by_hand(ast.parse("setattr(entry, 'state', 'accepted')")), 1),
    (lambda: laws.states_changed_by_hand(ast.parse("rows.filter(state='draft'); Q(state='draft')")), 0),
    (lambda: laws.imports_of_ours(ast.parse("from registrations.models import Entry"), "judging"), 1),
    (lambda: laws.imports_of_ours(ast.parse("from .models import Entry"), "judging"), 1),
    (lambda: laws.closed_doors(ast.parse("from judging.views import page"), "certificates", "certificates"), 1),
    (lambda: laws.closed_doors(ast.parse("from judging import visibility"), "certificates", "certificates"), 1),
    (
        lambda: laws.closed_doors(
            ast.parse("from judging.operations.ledger import lock"), "certificates", "certificates"
        ),
        1,
    ),
    (lambda: laws.closed_doors(ast.parse("from judging.models import Vote"), "certificates", "certificates"), 0),
    (lambda: laws.later_stages_named(ast.parse("reverse('judging:vote')"), "registrations"), 1),
    (lambda: laws.later_stages_named(ast.parse("reverse('registrations:entry')"), "judging"), 0),
    (lambda: laws.later_stages_in_template("{% include 'judging/x.html' %}", "registrations"), 1),
    (lambda: laws.later_stages_in_template("<a href=\"{% url 'judging:x' %}\">", "registrations"), 1),
    (lambda: laws.later_stages_in_template("<div hx-get=\"{% url 'judging:x' %}\">", "registrations"), 0),
    (lambda: laws.later_stages_in_template("{% include 'judging/x.html' %}", "components"), 1),
    (lambda: laws.signals(ast.parse("from django.db.models.signals import post_save"), "judging"), 1),
    (lambda: laws.catalogues(ast.parse("from django.utils.translation import gettext as _"), "judging"), 1),
    (lambda: laws.forbidden_by_the_security_policy('<p style="color: red">'), 1),
    (lambda: laws.forbidden_by_the_security_policy('<a onclick="x()">'), 1),
    (lambda: laws.forbidden_by_the_security_policy("<script>x()</script>"), 1),
    (lambda: laws.forbidden_by_the_security_policy('<script src="/static/x.js" type="module"></script>'), 0),
    (lambda: laws.from_elsewhere('<script src="https://cdn.example/x.js">'), 1),
    (lambda: laws.from_elsewhere('<a href="https://moit.gov.vn">'), 0),
    (lambda: laws.shortcuts_in_tests(ast.parse("from unittest.mock import patch"), "tests"), 1),
    (lambda: laws.shortcuts_in_tests(ast.parse("import unittest.mock"), "tests"), 1),
    (lambda: laws.shortcuts_in_tests(ast.parse("time.sleep(1)"), "tests"), 1),
]


@pytest.mark.parametrize(("law", "found"), BROKEN)
def test_each_law_finds_its_offence_and_leaves_its_lawful_twin_alone(law, found):
    assert len(list(law())) == found


def test_no_template_writes_a_year_with_a_point():
    pointed = re.compile(r"\{\{ *[\w.]*\byear *\}\}")
    texts = {path: text_of(path) for path in WRITTEN if path.suffix in {".html", ".txt"} and "templates" in path.parts}
    assert [path for path, text in texts.items() if pointed.search(text)] == []
