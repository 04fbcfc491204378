"""Every write is an operation: keyword-only, atomic, with the actor and the clock as arguments, and audited."""

import inspect
from functools import wraps

from django.db import models, transaction

from .audit.recording import record


def operation(function):
    """Make a function of an app's operations.py one atomic, audited write.

    The function takes keyword-only arguments, among them `by` (a User, or None for the system) and `at`
    (an aware datetime). The audit event carries the dotted name and the model instances it was given.
    """
    parameters = inspect.signature(function).parameters
    if not {"by", "at"} <= parameters.keys():
        raise TypeError(f"{function.__qualname__} must take by= and at=")
    if any(p.kind not in (p.KEYWORD_ONLY, p.VAR_KEYWORD) for p in parameters.values()):
        raise TypeError(f"{function.__qualname__} must be keyword-only")
    name = f"{function.__module__}.{function.__name__}".replace(".operations", "")

    @wraps(function)
    def run(**arguments):
        with transaction.atomic():
            result = function(**arguments)
            subjects = [value for value in arguments.values() if isinstance(value, models.Model)]
            if isinstance(result, models.Model):
                subjects.append(result)
            record(name, by=arguments["by"], at=arguments["at"], subjects=subjects)
        return result

    run.is_operation = True
    return run
