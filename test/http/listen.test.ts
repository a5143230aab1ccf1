// Where the mock listens: both loopback addresses on one port, a free one when asked for 0, and a clear word when it is taken.

import net from "node:net";
import { networkInterfaces } from "node:os";
import { describe, expect, it, onTestFinished } from "vitest";
import { startPlotonMock } from "../../src/index.js";
import { start } from "../support/mock.js";

const hasIPv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));

/** Whether something answers at the address. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, host, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}

const portOf = (url: string) => Number(new URL(url).port);

describe("on localhost", () => {
  it("it is reached by the name and by the IPv4 address", async () => {
    const mock = await start();
    for (const host of ["localhost", "127.0.0.1"]) {
      expect((await fetch(`http://${host}:${portOf(mock.url)}/v1/tasks`)).status).toBe(401);
    }
    expect(mock.url).toBe(`http://localhost:${portOf(mock.url)}`);
    expect(mock.baseUrl).toBe(`${mock.url}/v1`);
  });

  it.runIf(hasIPv6)("it is reached by the IPv6 address, on the same port", async () => {
    const mock = await start();
    expect((await fetch(`http://[::1]:${portOf(mock.url)}/v1/tasks`)).status).toBe(401);
  });

  it("many mocks run side by side, each on a port of its own", async () => {
    const mocks = await Promise.all(Array.from({ length: 20 }, () => start()));
    expect(new Set(mocks.map(({ url }) => url)).size).toBe(20);
  });
});

describe("a port that is taken", () => {
  it("is an error that says so and how to choose another", async () => {
    const first = await start();
    await expect(startPlotonMock({ port: portOf(first.url) })).rejects.toMatchObject({
      name: "MockError",
      code: "port_taken",
      message: expect.stringMatching(new RegExp(`Port ${portOf(first.url)} is taken.*--port`)),
    });
  });

  it.runIf(hasIPv6)("on the IPv6 address alone is taken too, and the IPv4 one is let go again", async () => {
    const server = net.createServer();
    await new Promise<void>((resolve) => server.listen(0, "::1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as net.AddressInfo;
    await expect(startPlotonMock({ port })).rejects.toMatchObject({ code: "port_taken" });
    expect(await answers("127.0.0.1", port)).toBe(false);
  });

  it("is free again after close", async () => {
    const mock = await startPlotonMock();
    const port = portOf(mock.url);
    await mock.close();
    expect(await answers("127.0.0.1", port)).toBe(false);
  });
});

describe("another host", () => {
  it("is listened on as given", async () => {
    const mock = await start({ host: "127.0.0.1" });
    expect(mock.url).toBe(`http://127.0.0.1:${portOf(mock.url)}`);
    expect((await fetch(`${mock.url}/v1/tasks`)).status).toBe(401);
  });

  it.runIf(hasIPv6)("in IPv6 stands in brackets", async () => {
    const mock = await start({ host: "::1" });
    expect(mock.url).toBe(`http://[::1]:${portOf(mock.url)}`);
    expect((await fetch(`${mock.baseUrl}/tasks`)).status).toBe(401);
  });

  it("that this machine has not is an error that says so", async () => {
    await expect(startPlotonMock({ host: "203.0.113.7" })).rejects.toMatchObject({
      code: "cannot_listen",
      message: expect.stringContaining("203.0.113.7"),
    });
  });
});

describe("closing", () => {
  it("twice is as good as once, and ends connections that are kept alive", async () => {
    const mock = await startPlotonMock();
    const socket = net.connect(portOf(mock.url), "127.0.0.1");
    await new Promise((resolve) => socket.on("connect", resolve));
    const closed = new Promise((resolve) => socket.on("close", resolve));
    await mock.close();
    await closed;
    await mock.close();
  });
});
