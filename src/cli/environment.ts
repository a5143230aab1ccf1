// The environment that an app under test wants.

import { ANY_KEY } from "../index.js";
import type { Options } from "../options.js";

/** The variables for a mock at `url`, a root such as http://localhost:7568. */
export function environmentOf(url: string, { apiKey, webhookSecret }: Options): Record<string, string> {
  return {
    PLOTON_BASE_URL: `${url}/v1`,
    PLOTON_API_KEY: apiKey[0] ?? ANY_KEY,
    PLOTON_WEBHOOK_SECRET: webhookSecret,
    PLOTON_MOCK_URL: url,
  };
}
