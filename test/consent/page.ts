// A user at a consent page without JavaScript: opens it, reads it, sends its form.

import supertest from "supertest";
import type { PlotonMock } from "../../src/index.js";

export type Page = { status: number; html: string; seal: string | undefined };

/** The path of the page that the task waits with, whether it was announced as `auth_url` or not. */
export async function pageOf(mock: PlotonMock, id: string): Promise<string> {
  const wait = (await mock.tasks.get(id)).timeline.findLast(({ move }) => move === "wait");
  return wait!.page!;
}

export async function open(mock: PlotonMock, path: string): Promise<Page> {
  return pageFrom(await supertest(mock.url).get(path));
}

/** Posts fields as a form, with the headers of a browser that stands on the mock's own page unless others are given. */
export async function post(
  mock: PlotonMock,
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = { Origin: mock.url, "Sec-Fetch-Site": "same-origin" },
): Promise<Page> {
  return pageFrom(await supertest(mock.url).post(path).type("form").set(headers).send(fields));
}

/** Opens the page and answers with its own form. */
export async function answer(mock: PlotonMock, id: string, fields: Record<string, string>): Promise<Page> {
  const path = await pageOf(mock, id);
  return post(mock, path, { seal: (await open(mock, path)).seal!, ...fields });
}

function pageFrom({ status, text }: { status: number; text: string }): Page {
  return { status, html: text, seal: /name="seal" value="([^"]+)"/.exec(text)?.[1] };
}
