"""The documents that must agree with the code."""

import re

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.core.management import call_command
from django.template import engines

from .test_architecture import our_models

DOCS = settings.BASE_DIR / "docs"


def glossary_lines():
    """{identifier: Vietnamese term} of every row of the glossary."""
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    return {identifier: term for term, identifier in re.findall(r"^\| ([^|]+?) \| `([\w.]+)`", text, re.MULTILINE)}


def states_of(model):
    try:
        return model._meta.get_field("state").flatchoices
    except FieldDoesNotExist:
        return []


def test_the_glossary_names_every_model_as_the_code_does():
    lines = glossary_lines()
    wanted = {model.__name__: str(model._meta.verbose_name) for model in our_models()}
    assert len(wanted) > 50
    assert {name: lines.get(name) for name in wanted} == wanted


def test_the_glossary_names_every_state_as_the_code_does():
    lines = glossary_lines()
    wanted = {f"{model.__name__}.{state}": label for model in our_models() for state, label in states_of(model)}
    assert "Entry.accepted" in wanted
    assert {name: lines.get(name) for name in wanted} == wanted


def test_the_glossary_knows_no_model_that_is_gone():
    models = {model.__name__ for model in apps.get_models()}
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    rooms = text[text.index("(`geography`)") :]
    named = set(re.findall(r"^\| [^|]+ \| `(\w+)` \|", rooms, re.MULTILINE))
    assert named - models == set()


def test_the_workflows_are_drawn_from_the_tables_of_today():
    call_command("draw_workflows", check=True)


def test_every_decision_stands_in_the_index():
    index = (DOCS / "adr" / "README.md").read_text(encoding="utf-8")
    decisions = {path.name for path in (DOCS / "adr").glob("[0-9]*.md")}
    assert set(re.findall(r"\((\d[^)]+\.md)\)", index)) == decisions


def test_every_link_of_the_documents_leads_somewhere():
    broken = []
    for path in [settings.BASE_DIR / "README.md", *DOCS.rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if not target.startswith(("http:", "https:", "mailto:")) and not (path.parent / target).exists():
                broken.append(f"{path.name}: {target}")
    assert broken == []


def test_every_template_compiles():
    templates = settings.BASE_DIR / "templates"
    paths = [path for path in templates.rglob("*") if path.suffix in {".html", ".txt"}]
    assert len(paths) > 30
    for path in paths:
        engines["django"].engine.get_template(str(path.relative_to(templates)))
