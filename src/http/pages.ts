// The pages on express: the inspector, and the page that answers a wait.

import express from "express";
import type { Mock } from "../control/core.js";
import { consentPages } from "./consent-page.js";
import type { Pages } from "./control-api.js";
import { inspector } from "./inspector.js";

export function createPages(mock: Mock): Pages {
  const app = express();
  app.disable("x-powered-by");
  app.enable("case sensitive routing");
  app.set("etag", false);
  app.set("query parser", "simple");
  app.use(inspector());
  app.use(consentPages(mock));
  return app as Pages;
}
