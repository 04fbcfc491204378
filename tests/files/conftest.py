import pytest


@pytest.fixture(autouse=True)
def private_folder(settings, tmp_path):
    """Each test has a store of its own."""
    folder = tmp_path / "store"
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": folder}}
    }
    return folder
