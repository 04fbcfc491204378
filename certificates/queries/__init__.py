"""Reads that pages, operations and later rooms share."""

from .climb import climb, ground_of, rounds_above
from .decisions import (
    decisions_of,
    issuing_jobs,
    outcomes_to_decide,
    preview,
    rounds_to_decide,
    sample_certificate,
    to_certify,
    unprinted,
    usual_issuer,
)
from .home import todo_for
from .register import (
    Force,
    certificates_of,
    checked,
    code_exists,
    expiring,
    in_force,
    may_take_paper,
    of_file,
    others_of_product,
    paper_of,
    register,
    register_years,
    successor_of,
)

__all__ = [
    "Force",
    "certificates_of",
    "checked",
    "climb",
    "code_exists",
    "decisions_of",
    "expiring",
    "ground_of",
    "in_force",
    "issuing_jobs",
    "may_take_paper",
    "of_file",
    "others_of_product",
    "outcomes_to_decide",
    "paper_of",
    "preview",
    "register",
    "register_years",
    "rounds_above",
    "rounds_to_decide",
    "sample_certificate",
    "successor_of",
    "to_certify",
    "todo_for",
    "unprinted",
    "usual_issuer",
]
