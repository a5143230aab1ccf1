# Run with: ploton-mock exec --clock frozen -- python3 -m unittest

import os
import unittest

from mock_control import Mock
from weather import Weather, serve


class WeatherTest(unittest.TestCase):
    def setUp(self):
        self.mock = Mock()
        self.mock.call("POST", "/reset")
        self.weather = Weather(
            os.environ["PLOTON_BASE_URL"],
            os.environ["PLOTON_API_KEY"],
            os.environ["PLOTON_WEBHOOK_SECRET"],
        )
        server = serve(self.weather)
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.mock.call("PUT", "/webhook", {"url": f"http://localhost:{server.server_port}/webhook"})

    def test_the_webhook_brings_the_report(self):
        task_id = self.weather.ask("San Francisco")
        self.assertEqual(self.weather.reports, {})
        self.mock.advance("3s")
        self.assertEqual(self.weather.reports[task_id]["temperature"], "62°F")

    def test_an_event_whose_answer_got_lost_counts_once(self):
        self.mock.call("POST", "/faults", {"spec": "webhook lost-ack attempt=1"})
        self.weather.ask("San Francisco")
        self.mock.advance("1h")
        [delivery] = self.mock.call("GET", "/deliveries")["data"]
        self.assertEqual(len(delivery["attempts"]), 2)
        self.assertEqual(len(self.weather.handled), 1)

    def test_a_wrong_secret_is_refused_for_a_day(self):
        self.mock.call("POST", "/faults", {"spec": "webhook wrong-secret times=5"})
        self.weather.ask("San Francisco")
        self.mock.advance("25h")
        [delivery] = self.mock.call("GET", "/deliveries")["data"]
        self.assertEqual(delivery["state"], "exhausted")
        self.assertEqual([one["response"]["status"] for one in delivery["attempts"]], [401] * 5)
        self.assertEqual(self.weather.reports, {})

    def test_polling_does_not_wait(self):
        self.mock.call("PUT", "/clock", {"mode": "instant"})
        task = self.weather.ask_and_poll("San Francisco", every=0.001)
        self.assertEqual(task["result"]["temperature"], "62°F")

    def test_waiting_for_a_delivery_without_moving_the_clock_by_hand(self):
        self.mock.call("PUT", "/clock", {"mode": "instant"})
        task_id = self.weather.ask("San Francisco")
        self.mock.call("POST", "/wait", {"task_id": task_id, "until": "delivered", "timeout": "10s"})
        self.assertIn(task_id, self.weather.reports)


if __name__ == "__main__":
    unittest.main()
