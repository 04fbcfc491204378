"""The description of the API as a page for people; the same as OpenAPI for programs."""

from typing import NamedTuple

from .endpoints import api


class Parameter(NamedTuple):
    """`values`: the only ones it takes, if they are few."""

    name: str
    words: str
    values: list
    is_required: bool


class Endpoint(NamedTuple):
    path: str
    words: str
    parameters: list


def endpoints():
    """What may be asked, in the order of the API."""
    schema = api.get_openapi_schema()
    return [
        Endpoint(path, get["description"], [_parameter(one) for one in get.get("parameters", ())])
        for path, get in ((path, methods["get"]) for path, methods in schema["paths"].items())
    ]


def _parameter(one):
    return Parameter(one["name"], one.get("description", ""), one["schema"].get("enum", []), one["required"])
