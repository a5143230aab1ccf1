// Where webhooks go, with which secret, timeout and retry schedule; and what an app's environment holds.

import { put } from "../api.js";
import { loadSettings } from "../data.js";
import { button, h } from "../dom.js";
import { copy, toast } from "../say.js";
import { state } from "../store.js";
import { field, form, input, openPanel } from "./panel.js";

export async function openWebhook() {
  await loadSettings().catch(() => {});
  const { webhook, environment } = state;
  if (!webhook) return toast("The mock does not answer.", "error");
  openPanel("Webhook", (close) => [
    form(
      async ({ url, secret, timeout, retry }) => {
        await put("/_mock/webhook", { url: url.trim() || null, secret, timeout, retry });
        await loadSettings();
        toast("Attempts from now on use these.");
        close();
      },
      "Change",
      field(
        "URL",
        input("url", {
          value: webhook.url ?? "",
          placeholder: "http://localhost:3000/webhook",
          type: "text",
          inputmode: "url",
          autofocus: true,
        }),
        "Left empty: events are recorded and can be redelivered later.",
      ),
      field("Secret", input("secret", { value: webhook.secret, required: true })),
      field("Timeout", input("timeout", { value: webhook.timeout, required: true })),
      field(
        "Waits before attempts 2, 3, …",
        input("retry", { value: webhook.retry.join(",") || "none", required: true }),
        "Such as 1m,11m,2h,21h48m, or none.",
      ),
    ),
    h("h3", {}, "Your app's environment"),
    environmentBox(environment),
  ]);
}

function environmentBox(environment) {
  const text = Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .join("\n");
  return [
    h("pre", { class: "code", tabindex: "0" }, text),
    h(
      "p",
      { class: "buttons" },
      button("Copy", () => copy(text, "the environment")),
    ),
  ];
}
