# The app under test, as an account of its own has it: its key and secret, its webhook on a port of its own.

import pytest
from weather import Weather


@pytest.fixture
def weather(ploton):
    app = Weather(ploton.base_url, ploton.api_key, ploton.webhook_secret)
    ploton.webhook.serve(app.webhook)
    return app
