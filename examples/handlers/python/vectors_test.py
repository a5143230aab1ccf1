"""The handler's is_signed against the published vectors. Run: python3 -m unittest vectors_test"""

import base64
import json
import unittest
from pathlib import Path

from handler import is_signed

VECTORS = Path(__file__).parents[3] / "vectors/signature/v1"


class Vectors(unittest.TestCase):
    def test_every_vector(self):
        files = sorted(VECTORS.glob("*/*.json"))
        self.assertTrue(files, VECTORS)
        for file in files:
            vector = json.loads(file.read_text(encoding="utf-8"))
            with self.subTest(file.name, reason=vector["reason"]):
                body = base64.b64decode(vector["body_base64"])
                headers = [] if vector["header"] is None else [vector["header"]]
                self.assertEqual(is_signed(body, headers, vector["secret"]), vector["expected"] == "valid")


if __name__ == "__main__":
    unittest.main()
