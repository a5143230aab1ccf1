const { startPlotonMock } = require("ploton-mock");
const { createReminders } = require("./reminders.js");

const DAY = 24 * 60 * 60 * 1_000;
let mock;
let reminders;

beforeAll(async () => {
  mock = await startPlotonMock();
});
beforeEach(async () => {
  jest.useFakeTimers(); // the app's timers; the mock goes by its own clock
  await mock.reset({ seed: expect.getState().currentTestName }); // so that no two tests send the same bytes
  reminders = createReminders(mock);
  await mock.webhook.serve(reminders.webhook);
});
afterEach(() => {
  reminders.stop();
  jest.useRealTimers();
});
afterAll(() => mock.close());

test("a morning's invoices are there when Ploton has finished", async () => {
  jest.advanceTimersByTime(DAY);
  await reminders.asked();
  await mock.clock.runUntilIdle(); // resolves when the handler has answered
  expect([...reminders.invoices.values()]).toEqual([
    expect.arrayContaining([expect.objectContaining({ invoice_id: expect.any(String), amount: expect.any(Number) })]),
  ]);
});

test("an event whose answer got lost comes again, and counts once", async () => {
  await mock.faults.add("webhook lost-ack attempt=1");
  jest.advanceTimersByTime(DAY);
  await reminders.asked();
  await mock.clock.runUntilIdle();
  const [delivery] = await mock.deliveries.list();
  expect(delivery.attempts.map(({ outcome }) => outcome)).toEqual(["lost", "answered"]);
  expect(reminders.invoices.size).toBe(1);
});
