// What is struck out of text that is shown, and what is not.

import { expect, test } from "vitest";
import { maskSecrets } from "../../src/domain/mask.js";

test.each([
  ["a sentence that goes on", "signed with whsec_mine: give another.", "signed with whsec_****: give another."],
  ["the end of a sentence", "It is whsec_mine.", "It is whsec_****."],
  ["brackets", "(of whsec_mine) [pk_test_abc] {pk_live_abc}?", "(of whsec_****) [pk_test_****] {pk_live_****}?"],
  ["punctuation within it", "whsec_a.b:c!d)e.", "whsec_****."],
  ["JSON", '{"key":"pk_test_a\\u0062."}', '{"key":"pk_test_****."}'],
  ["the secret that everybody knows", "is it whsec_test_secret?", "is it whsec_test_secret?"],
  ["one that only begins like it", "whsec_test_secret2", "whsec_****"],
])("a secret is struck out and no more: %s", (_, text, shown) => {
  expect(maskSecrets(text)).toBe(shown);
});
