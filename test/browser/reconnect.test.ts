// The page stays open while the mock goes away and comes back, as itself or as another run.

import net, { type AddressInfo, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { startPlotonMock } from "../../src/index.js";
import { create, start } from "../support/mock.js";
import { inBrowser, newPage, openInspector, rowOf } from "./support.js";

/** A line between browser and mock that can be cut; it notes how the stream is asked for. */
async function cuttableLine(port: number) {
  const sockets = new Set<Socket>();
  const resumed: string[] = [];
  let isCut = false;
  const server = net.createServer((near) => {
    if (isCut) return void near.destroy();
    const far = net.connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => [near, far].forEach((one) => void one.destroy()));
    }
    near.on("data", (chunk) => {
      const id = /^GET \/_mock\/events.*?last-event-id: (\d+)/is.exec(chunk.toString("latin1"))?.[1];
      if (id) resumed.push(id);
    });
    near.pipe(far);
    far.pipe(near);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = (yes: boolean) => {
    isCut = yes;
    if (yes) for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    cut(true);
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, cut, resumed };
}

inBrowser("a break", () => {
  test("is said, ends by itself, and what was missed is there", async () => {
    const mock = await start();
    const line = await cuttableLine(Number(new URL(mock.url).port));
    const before = await create(mock, { prompt: "Before the break" });
    const { page, trouble } = await newPage();
    await page.goto(line.url);
    await rowOf(page, before.id).waitFor();
    await create(mock, { prompt: "Heard as it happens" });
    await page.getByText("Heard as it happens").first().waitFor();

    line.cut(true);
    await page.getByRole("alert").getByText("The mock does not answer").waitFor();
    await rowOf(page, before.id).waitFor({ state: "visible" });
    const missed = await create(mock, { prompt: "During the break" });
    line.cut(false);
    await page.locator(".connection.live").waitFor();
    await rowOf(page, missed.id).waitFor();
    await page.getByRole("alert").getByText("The mock does not answer").waitFor({ state: "detached" });
    expect(line.resumed.length).toBeGreaterThan(0);
    expect(trouble).toEqual([]);
  });

  test("by a restart: the page shows the new run and nothing of the old one", async () => {
    const first = await startPlotonMock();
    const port = Number(new URL(first.url).port);
    const old = await create(first, { prompt: "Of the first run" });
    const { page } = await openInspector(first);
    await rowOf(page, old.id).waitFor();
    await first.close();
    await page.locator(".connection.lost").waitFor();
    const second = await start({ port });
    const fresh = await create(second, { prompt: "Of the second run" });
    await page.getByRole("button", { name: "Try now" }).click();
    await rowOf(page, fresh.id).waitFor();
    await expect.poll(() => page.getByText("Of the first run").count()).toBe(0);
    await page.locator("#task").getByRole("heading", { name: fresh.id }).waitFor();
  });

  test("by a control token: the page asks for it, and one in the address is taken and hidden", async () => {
    const mock = await start({ controlToken: "s3cret" });
    const { page } = await newPage();
    await page.goto(mock.url);
    await page.getByLabel("This mock was started with --control-token.").fill("secret");
    await page.keyboard.press("Enter");
    await page.getByLabel("That is not the token that this mock was started with").fill("s3cret");
    await page.getByRole("button", { name: "Unlock" }).click();
    await page.locator(".connection.live").waitFor();
    const other = await newPage();
    await other.page.goto(`${mock.url}/#token=s3cret`);
    await other.page.locator(".connection.live").waitFor();
    expect(other.page.url()).not.toContain("s3cret");
  });
});
