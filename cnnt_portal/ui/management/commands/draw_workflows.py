from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from cnnt_portal.workflow import state_labels, stateful_models

DOCUMENT = settings.BASE_DIR / "docs" / "workflows.md"

HEAD = """# Workflows

Generated from the tables in each app's `workflow.py` by `manage.py draw_workflows`; do not edit.
A state changes only by one of these steps. [*] marks where a row begins.
"""


class Command(BaseCommand):
    help = "Draws docs/workflows.md from the step tables of every model with states."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="compare only; fail when the file is out of date")

    def handle(self, *, check, **options):
        text = document(stateful_models())
        if not check:
            DOCUMENT.write_text(text, encoding="utf-8")
        elif not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != text:
            raise CommandError("docs/workflows.md is out of date: run `make fix` and commit it.")


def document(models):
    return "\n".join([HEAD, *map(section, models)])


def section(model):
    """One model: a mermaid diagram, the table of its steps, and the states nothing leads out of."""
    labels = state_labels(model)
    steps = [(name, model.step(name)) for name in model.STEPS]
    lines = [f"## {model._meta.verbose_name.capitalize()} (`{model._meta.label}`)", "", "```mermaid", "stateDiagram-v2"]
    lines += [f"    {state}: {label}" for state, label in labels.items()]
    lines += [f"    [*] --> {state}" for state in beginnings(model)]
    lines += [
        f"    {source} --> {step.target}: {step.label}"
        for _, step in steps
        for source in in_order(step.sources, labels)
    ]
    lines += ["```", "", "| Step | Bước | Người làm | Từ | Sang |", "|---|---|---|---|---|"]
    for name, step in steps:
        sources = ", ".join(labels[source] for source in in_order(step.sources, labels))
        lines.append(f"| `{name}` | {step.label} | {step.actor} | {sources} | {labels[step.target]} |")
    final = [label for state, label in labels.items() if not any(state in step.sources for _, step in steps)]
    return "\n".join([*lines, "", f"Final: {', '.join(final) or 'none'}.", ""])


def beginnings(model):
    """The state of a new row is the field's default."""
    field = model._meta.get_field("state")
    return [field.default] if field.has_default() else []


def in_order(states, labels):
    return [state for state in labels if state in states]
