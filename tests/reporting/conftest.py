from tests.documents.conftest import office

__all__ = ["office"]
