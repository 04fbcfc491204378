"""The register and the check for programs: read only, public facts only, described by OpenAPI.

Version 1 keeps its fields as they are; a change that would break a reader becomes /api/v2/.
"""

from .endpoints import api

__all__ = ["api"]
