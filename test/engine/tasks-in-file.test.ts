// Tasks that lie in a file: they are there, and are read one by one as somebody looks at them.

import { expect, test } from "vitest";
import type { Task } from "../../src/domain/task.js";
import { createTasks } from "../../src/engine/tasks.js";

const neverAtRest = {
  pack: () => undefined,
  unpack: (id: string): never => expect.unreachable(id),
  whole: (id: string): never => expect.unreachable(id),
  gone: () => {},
};

function threeInFile() {
  const read: string[] = [];
  const tasks = createTasks<Task, { task: Task }>((task) => void tasks.set(task), neverAtRest);
  for (const number of [1, 2, 3]) {
    const id = `task_${number}`;
    const task: Task = {
      ...{ id, number, tool: "t", fixture: { name: "f", why: "" }, occurrence: 0, plan: [] },
      request: { prompt: "p", userId: null, mode: "live" },
      timeline: [{ move: "create", at: 0, status: "running", by: "create" }],
    };
    const birth = { id, number, due: null, unread: false };
    tasks.expect({
      ...birth,
      read() {
        read.push(id);
        return task;
      },
    });
  }
  return { tasks, read };
}

test("are counted and known without being read", () => {
  const { tasks, read } = threeInFile();
  expect(tasks.size).toBe(3);
  expect(tasks.has("task_2")).toBe(true);
  expect([...tasks.known()].map(({ id }) => id)).toEqual(["task_1", "task_2", "task_3"]);
  expect(read).toEqual([]);
});

test("are read once, and only those that somebody looks at", () => {
  const { tasks, read } = threeInFile();
  expect(tasks.get("task_2")).toBe(tasks.get("task_2"));
  for (const { id } of tasks.newestFirst()) if (id === "task_2") break;
  expect(read).toEqual(["task_2", "task_3"]);
  expect([...tasks.oldestFirst()].map(({ id }) => id)).toEqual(["task_1", "task_2", "task_3"]);
  expect(read).toEqual(["task_2", "task_3", "task_1"]);
});

test("may go before anybody has looked at them", () => {
  const { tasks, read } = threeInFile();
  tasks.delete("task_3");
  expect([...tasks.newestFirst()].map(({ id }) => id)).toEqual(["task_2", "task_1"]);
  expect(tasks.get("task_3")).toBeUndefined();
  expect(read).not.toContain("task_3");
});
