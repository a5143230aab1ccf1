# For pytest: each test has an account of its own, so tests may run side by side (pytest-xdist) on one mock.

import os
import types

import pytest

from mock_control import Mock
from weather import Weather, serve


@pytest.fixture
def ploton():
    account = Mock().call("POST", "/accounts")
    mock = Mock(account["api_key"])
    weather = Weather(os.environ["PLOTON_BASE_URL"], account["api_key"], account["webhook_secret"])
    server = serve(weather)
    mock.call("PUT", "/webhook", {"url": f"http://localhost:{server.server_port}/webhook"})
    yield types.SimpleNamespace(mock=mock, weather=weather)
    Mock().call("DELETE", f"/accounts/{account['api_key']}")
    server.shutdown()
    server.server_close()
