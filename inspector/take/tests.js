// "Test from this": a test file that sends a task's webhooks again, byte for byte, and wants each answered with 200. Each runs as copied.

/** The runners, by name: the file to save it as, how it is run, and what it looks like. */
export const RUNNERS = {
  "node:test": { file: (id) => `${id}.test.mjs`, run: (file) => `node --test ${file}`, of: nodeTest },
  Vitest: { file: (id) => `${id}.test.mjs`, run: (file) => `npx vitest run ${file}`, of: vitest },
  pytest: { file: (id) => `test_${id}.py`, run: (file) => `pytest ${file}`, of: pytest },
  Go: { file: (id) => `${id}_test.go`, run: (file) => `go test ${file}`, of: go },
};

/** What is sent: each event once, with the signature that it had. */
function messagesOf({ deliveries }) {
  return deliveries.map(({ event, body, signature }) => ({ event, body, signature }));
}

const urlOf = ({ deliveries }) =>
  deliveries.findLast(({ url }) => url !== null)?.url ?? "http://localhost:3000/webhook";

function javascript(task, first, equal) {
  const messages = messagesOf(task).map(
    ({ event, body, signature }) =>
      `  {\n    event: ${JSON.stringify(event)},\n    signature: ${JSON.stringify(signature)},\n    body: ${inScript(body)},\n  },`,
  );
  return `// ${comment(task)}
${first}

const url = process.env.WEBHOOK_URL ?? ${JSON.stringify(urlOf(task))};
const messages = [
${messages.join("\n")}
];

for (const { event, signature, body } of messages)
  test(\`\${event} of ${task.id} is answered with 200\`, async () => {
    const headers = { "Content-Type": "application/json", "X-Ploton-Signature": signature };
    const response = await fetch(url, { method: "POST", headers, body });
    ${equal}
  });
`;
}

function nodeTest(task) {
  return javascript(
    task,
    'import assert from "node:assert/strict";\nimport { test } from "node:test";',
    "assert.equal(response.status, 200, await response.text());",
  );
}

function vitest(task) {
  return javascript(
    task,
    'import { expect, test } from "vitest";',
    "expect(response.status, await response.text()).toBe(200);",
  );
}

function pytest(task) {
  const messages = messagesOf(task).map(
    ({ event, body, signature }) => `    (${inPython(event)}, ${inPython(signature)}, ${inPython(body)}),`,
  );
  return `# ${comment(task)}
import os
import urllib.error
import urllib.request

import pytest

URL = os.environ.get("WEBHOOK_URL", ${inPython(urlOf(task))})
MESSAGES = [
${messages.join("\n")}
]


@pytest.mark.parametrize("event, signature, body", MESSAGES)
def test_is_answered_with_200(event, signature, body):
    headers = {"Content-Type": "application/json", "X-Ploton-Signature": signature}
    request = urllib.request.Request(URL, data=body.encode("utf-8"), headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request) as response:
            status, text = response.status, response.read()
    except urllib.error.HTTPError as error:
        status, text = error.code, error.read()
    assert status == 200, text
`;
}

function go(task) {
  const messages = messagesOf(task).map(
    ({ event, body, signature }) => `\t{${inGo(event)}, ${inGo(signature)}, ${inGo(body)}},`,
  );
  return `// ${comment(task)}
package webhook

import (
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
)

var messages = []struct{ event, signature, body string }{
${messages.join("\n")}
}

func TestIsAnsweredWith200(t *testing.T) {
	url := os.Getenv("WEBHOOK_URL")
	if url == "" {
		url = ${inGo(urlOf(task))}
	}
	for _, message := range messages {
		t.Run(message.event, func(t *testing.T) {
			request, err := http.NewRequest("POST", url, strings.NewReader(message.body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("X-Ploton-Signature", message.signature)
			response, err := http.DefaultClient.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			text, _ := io.ReadAll(response.Body)
			if response.StatusCode != 200 {
				t.Fatalf("got %d: %s", response.StatusCode, text)
			}
		})
	}
}
`;
}

const comment = ({ id, request: { prompt } }) => `Webhooks of ${id}: ${prompt.replace(/\s+/g, " ").slice(0, 100)}`;

/** Text as a literal; what could end a line or a script in it is escaped. */
function inScript(text) {
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`);
}

/** Text as a literal of Python, and of Go. */
const inPython = (text) => `"${escaped(text)}"`;
const inGo = inPython;

const ODD = /[\p{Cc}\p{Zl}\p{Zp}\ufeff]/u;

/** Quotes and backslashes escaped, control and odd line characters by their code; all else as it is. */
function escaped(text) {
  return [...text]
    .map((one) => {
      if (one === '"' || one === "\\") return `\\${one}`;
      if (one === "\n") return "\\n";
      const code = one.codePointAt(0);
      return ODD.test(one) ? `\\U${code.toString(16).padStart(8, "0")}` : one;
    })
    .join("");
}
