# Run with: ploton-mock exec --clock frozen -- pytest


def test_the_webhook_brings_the_report(ploton):
    task_id = ploton.weather.ask("San Francisco")
    ploton.mock.advance("3s")
    assert ploton.weather.reports[task_id]["temperature"] == "62°F"


def test_a_report_survives_an_app_that_is_down_for_two_hours(ploton):
    ploton.mock.call("POST", "/faults", {"spec": "webhook drop times=3"})
    task_id = ploton.weather.ask("San Francisco")
    ploton.mock.advance("24h")
    assert task_id in ploton.weather.reports
