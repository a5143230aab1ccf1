// Knows the sign-in pages of some services only: 500 on task.waiting for another.
// finds: event-waiting
import { addEffect, serve } from "../correct.mjs";

const pages = { payments: "/connect/payments", calendar: "/connect/calendar" };

serve({
  handle(event) {
    addEffect();
    if (event.event === "task.waiting") pages[event.data.service].toString();
  },
});
