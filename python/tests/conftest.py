from wsgi_app import Handler

import pytest

pytest_plugins = ["pytester"]


@pytest.fixture
def handler(ploton):
    made = Handler(ploton.webhook_secret)
    ploton.webhook.serve(made)
    return made
