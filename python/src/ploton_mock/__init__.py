"""Ploton on your own machine: start a mock (or connect to one), move its clock, order failures, read what happened."""

from .api import VERSION as __version__
from .client import ANY_KEY, PlotonMock, connect
from .connection import PlotonMockError
from .process import start
from .signature import sign_body, verify_signature

__all__ = [
    "ANY_KEY",
    "PlotonMock",
    "PlotonMockError",
    "__version__",
    "connect",
    "sign_body",
    "start",
    "verify_signature",
]
