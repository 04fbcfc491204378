from pathlib import Path

import pytest

from .fixtures import base_url, browser_type_launch_args, page_of  # noqa: F401


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
