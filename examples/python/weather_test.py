# Run with: python3 -m pytest


def test_the_webhook_brings_the_report(ploton, weather):
    task_id = weather.ask("San Francisco")
    assert weather.reports == {}
    ploton.clock.advance("3s")
    assert weather.reports[task_id]["temperature"] == "62°F"


def test_an_event_whose_answer_got_lost_counts_once(ploton, weather):
    ploton.faults.add("webhook lost-ack attempt=1")
    weather.ask("San Francisco")
    ploton.clock.advance("1h")
    [delivery] = ploton.deliveries.list()
    assert [one["outcome"] for one in delivery["attempts"]] == ["lost", "answered"]
    assert len(weather.handled) == 1


def test_a_report_survives_an_app_that_is_down_for_two_hours(ploton, weather):
    ploton.faults.add("webhook drop times=3")
    task_id = weather.ask("San Francisco")
    ploton.clock.advance("24h")
    assert task_id in weather.reports


def test_a_wrong_secret_is_refused_for_a_day(ploton, weather):
    ploton.faults.add("webhook wrong-secret times=5")
    task_id = weather.ask("San Francisco")
    ploton.clock.advance("25h")
    [delivery] = ploton.deliveries.list(task_id=task_id)
    assert delivery["state"] == "exhausted"
    assert [one["status"] for one in delivery["attempts"]] == [401] * 5
    assert weather.reports == {}
