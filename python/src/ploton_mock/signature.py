"""The signature of a webhook: what X-Ploton-Signature holds."""

import hashlib
import hmac
from typing import Optional, Union


def sign_body(raw_body: Union[str, bytes, bytearray, memoryview], secret: str) -> str:
    """The value of X-Ploton-Signature for a body: HMAC-SHA256 over its raw bytes, as lower-case hex.

    Raises TypeError on an empty secret or a body that is no bytes.
    """
    # Callers without types pass anything.
    if not isinstance(secret, str) or secret == "":  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError("The webhook secret is empty. Pass PLOTON_WEBHOOK_SECRET (whsec_…), the whole of it.")
    if not isinstance(raw_body, (str, bytes, bytearray, memoryview)):  # pyright: ignore[reportUnnecessaryIsInstance]
        name = "None" if raw_body is None else f"a {type(raw_body).__name__}"
        raise TypeError(
            f"The body is {name}: pass the raw bytes, not the parsed body. "
            "Read them (request.get_data() in Flask, request.body in Django) before any JSON parser."
        )
    body = raw_body.encode("utf-8", "surrogateescape") if isinstance(raw_body, str) else raw_body
    return hmac.new(secret.encode("utf-8"), body, hashlib.sha256).hexdigest()


def verify_signature(raw_body: Union[str, bytes, bytearray, memoryview], header: Optional[str], secret: str) -> bool:
    """Whether the header is the signature of these bytes. Constant time; never raises because of the header.

    Raises TypeError as `sign_body` does.

    Example::

        if not verify_signature(request.get_data(), request.headers.get("X-Ploton-Signature"), SECRET):
            return "", 401
    """
    expected = sign_body(raw_body, secret)
    if not isinstance(header, str):
        return False
    return hmac.compare_digest(header.encode("utf-8", "surrogateescape"), expected.encode())
