// Which tool a prompt means, by the words that speak for each.

/** What a prompt may be about. */
type Topic = "weather" | "crm" | "payments" | "chat" | "calendar" | "email" | "general";

/** What in a prompt speaks for a tool, and how loudly. The first tool wins a draw. */
const TOOLS: readonly { tool: Topic; words: readonly (readonly [RegExp, number])[] }[] = [
  {
    tool: "weather",
    words: [
      [/\b(?:weather|forecast)\b/i, 4],
      [/\b(?:temperature|humidity|precipitation)\b/i, 2],
    ],
  },
  {
    tool: "crm",
    words: [
      [/\b(?:crm|salesforce|hubspot|pipedrive)\b/i, 6],
      [/\b(?:deals?|leads?|contacts?|opportunit(?:y|ies)|pipeline)\b/i, 2],
      [/\b(?:account owner|company|companies)\b/i, 1],
    ],
  },
  {
    tool: "payments",
    words: [
      [/\b(?:stripe|paypal|payment service|payment account)\b/i, 5],
      [/\b(?:payments?|invoices?|subscriptions?|refund\w*|charges?|payouts?|transactions?|mrr)\b/i, 2],
      [/\b(?:billing|customers|balance)\b/i, 1],
    ],
  },
  {
    tool: "chat",
    words: [
      [/\b(?:slack|discord|team chat|microsoft teams)\b/i, 5],
      [/\b(?:chat|channels?|direct message)\b/i, 2],
      [/(?:^|\s)#[a-z][\w-]*/i, 2],
    ],
  },
  {
    tool: "calendar",
    words: [
      [/\bcalendars?\b/i, 4],
      [/\b(?:meetings?|appointments?|book a room)\b/i, 2],
      [/\b(?:events?|schedule)\b/i, 1],
    ],
  },
  {
    tool: "email",
    words: [
      [/\b(?:gmail|inbox|mailbox|email service)\b/i, 4],
      [/\b(?:an?|the|welcome|latest|newest) e-?mail\b/i, 3],
      [/\b(?:e-?mails)\b/i, 2],
      [/\be-?mail (?:to|from)\b/i, 1],
      [/\b(?:send|forward)\b/i, 1],
    ],
  },
];
/** What remains. */
const DEFAULT_TOOL: Topic = "general";

/** Prompts are at most 10,000 code points (contract 2); more is not read. */
const MOST_READ = 20_000;

/** The tool that the words of a prompt speak for (contract 5); `general` when none do. */
export function inferTool(prompt: string): Topic {
  const text = prompt.slice(0, MOST_READ);
  let best = { tool: DEFAULT_TOOL, score: 0 };
  for (const { tool, words } of TOOLS) {
    const score = words.reduce((sum, [pattern, weight]) => sum + (pattern.test(text) ? weight : 0), 0);
    if (score > best.score) best = { tool, score };
  }
  return best.tool;
}
