"""The signature of a webhook: what X-Ploton-Signature holds."""

import hashlib
import hmac
from typing import Optional, Union


def _bytes(text: Union[str, bytes]) -> bytes:
    return text.encode("utf-8", "surrogateescape") if isinstance(text, str) else text


def sign_body(raw_body: Union[str, bytes], secret: str) -> str:
    """The value of X-Ploton-Signature for a body: HMAC-SHA256 over its raw bytes, as lower-case hex."""
    return hmac.new(secret.encode("utf-8"), _bytes(raw_body), hashlib.sha256).hexdigest()


def verify_signature(raw_body: Union[str, bytes], header: Optional[str], secret: str) -> bool:
    """Whether the header is the signature of these bytes. Constant time; never raises because of the header.

    Example::

        if not verify_signature(request.get_data(), request.headers.get("X-Ploton-Signature"), SECRET):
            return "", 401
    """
    if not isinstance(header, str):
        return False
    return hmac.compare_digest(header.encode("utf-8", "surrogateescape"), sign_body(raw_body, secret).encode())
