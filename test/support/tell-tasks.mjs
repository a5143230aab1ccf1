// What becomes of a list of prompts: id, tool, plan and result of each. Run as a program it asks the built package, for another process.

/**
 * Creates a task for each prompt in turn, plays them all, and tells of each prompt's first, second, … task.
 * @param {typeof import("../../src/index.js").startPlotonMock} startPlotonMock
 */
export async function tellTasks(startPlotonMock, { prompts, ...options }) {
  const mock = await startPlotonMock(options);
  try {
    const told = {};
    for (const prompt of prompts) {
      const response = await fetch(`${mock.baseUrl}/tasks`, {
        method: "POST",
        headers: { Authorization: `Bearer ${mock.apiKey}`, "Content-Type": "application/json" },
        body: JSON.stringify({ prompt }),
      });
      const { id } = await response.json();
      told[prompt] ??= [];
      told[prompt].push(id);
    }
    await mock.clock.runUntilIdle();
    const whole = async (id) => {
      const { tool, plan, status, result, error } = await mock.tasks.get(id);
      return { id, tool, status, after: plan.map(({ after }) => after), outcome: result ?? error };
    };
    for (const prompt of Object.keys(told)) told[prompt] = await Promise.all(told[prompt].map(whole));
    return told;
  } finally {
    await mock.close();
  }
}

if (process.argv[2] !== undefined) {
  const { startPlotonMock } = await import("../../dist/index.js");
  process.stdout.write(JSON.stringify(await tellTasks(startPlotonMock, JSON.parse(process.argv[2]))));
}
