# Run with: python3 -m unittest

import unittest

from ploton_mock import start
from weather import Weather


class WeatherTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.mock = start(clock="instant")
        cls.addClassCleanup(cls.mock.close)

    def setUp(self):
        account = self.mock.account(seed=self.id())
        self.addCleanup(account.close)
        self.ploton = account
        self.weather = Weather(account.base_url, account.api_key, account.webhook_secret)
        account.webhook.serve(self.weather.webhook)

    def test_waiting_means_that_the_handler_has_it(self):
        task_id = self.weather.ask("San Francisco")
        self.ploton.wait_for(task_id)
        self.assertEqual(self.weather.reports[task_id]["temperature"], "62°F")

    def test_polling_does_not_wait(self):
        task = self.weather.ask_and_poll("San Francisco", every=0.001)
        self.assertEqual(task["result"]["temperature"], "62°F")


if __name__ == "__main__":
    unittest.main()
