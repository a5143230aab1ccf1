// Prompts as agent developers write them, with what a result should hold. Written before any rule was.
// Rules are made on the cases with an even index ("made"); those with an odd index are only ever counted ("held out").
//
// How a name is written:
//  - snake_case of the noun phrase, lower case: "Close Date" → close_date, "customer's email" → customer_email
//  - an identifier stays as it is: customer_id, closeDate, keys of a JSON skeleton
//  - articles, possessive pronouns and empty words (associated, corresponding, only) are dropped
//  - "of" before a determiner cuts ("total of the invoice" → total), else stays ("number of seats" → number_of_seats)
//  - hints in brackets, units and conditions are no part of it: "price (number)", "amount in USD", "phone if available"
//  - a pair shares its noun: "first and last name" → first_name, last_name
//  - "whether it is paid" → is_paid; a prompt that only asks "how many" → count; one that only asks to summarize → summary
//  - nothing asked for: no field
// A list is wrapped under the plural head noun of what is listed ("open support tickets" → tickets), else "items".

/** One prompt and what should be read off it. `wrapper` only for lists. */
export type Case = {
  prompt: string;
  tool: string;
  fields: string[];
  shape: "object" | "list";
  wrapper?: string;
};

const split = (fields: string): string[] => fields.split(" ");
const one = (tool: string, prompt: string, fields: string): Case => ({
  prompt,
  tool,
  fields: split(fields),
  shape: "object",
});
const many = (tool: string, wrapper: string, prompt: string, fields: string): Case => ({
  prompt,
  tool,
  fields: split(fields),
  shape: "list",
  wrapper,
});
const none = (tool: string, prompt: string): Case => ({ prompt, tool, fields: [], shape: "object" });

/** The documented prompts (contract 5); never counted among the halves. */
export const DOCUMENTED: readonly Case[] = [
  one(
    "weather",
    "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
    "temperature conditions humidity",
  ),
  many(
    "crm",
    "deals",
    "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.",
    "deal_name amount close_date contact_email",
  ),
  many(
    "crm",
    "contacts",
    "Pull all contacts from user_123's CRM account created in the last 30 days. Return name, email, and company.",
    "name email company",
  ),
  many(
    "crm",
    "deals",
    "Pull all open deals from user_123's CRM account. Return deal name, amount, stage, and expected close date.",
    "deal_name amount stage expected_close_date",
  ),
  many(
    "payments",
    "subscriptions",
    "Pull all active subscriptions for user_123. Return plan name, amount, and next billing date.",
    "plan_name amount next_billing_date",
  ),
  none(
    "chat",
    "Connect to user_123's team chat, find the #engineering channel, and post a summary of their latest invoice from the payment service.",
  ),
  many(
    "payments",
    "customers",
    "Query the connected payment service for all customers with active subscriptions. Return customer_id, email, plan_name, and monthly_amount.",
    "customer_id email plan_name monthly_amount",
  ),
  none(
    "email",
    'Send an email to user_123\'s primary email address with their latest invoice (invoice_456) attached as a PDF. Subject line: "Your January 2025 Invoice". Use the monthly_invoice template in the connected email service.',
  ),
  many(
    "calendar",
    "events",
    "Get all calendar events for user_123 from their connected calendar for the next 7 days. Return as a JSON array with fields: title (string), start_time (ISO 8601), attendees (array)",
    "title start_time attendees",
  ),
  none("crm", "Connect to the CRM"),
  many("crm", "contacts", "Return name, email, and company for each contact", "name email company"),
];

/** All cases in order; `index % 2 === 0` is the made half. */
export const CORPUS: readonly Case[] = [
  // Imperative, one sentence
  one("weather", "Get the weather in Oslo and return temperature and wind speed", "temperature wind_speed"),
  one(
    "weather",
    "Check tomorrow's forecast for Lisbon and return high, low, and chance of rain.",
    "high low chance_of_rain",
  ),
  one("weather", "Look up the current weather in Nairobi; return humidity only", "humidity"),
  one(
    "weather",
    "Fetch weather for Berlin and give me the temperature, feels_like and uv_index",
    "temperature feels_like uv_index",
  ),
  one(
    "weather",
    "Return temperature in Celsius, precipitation and wind direction for Wellington.",
    "temperature precipitation wind_direction",
  ),
  one("weather", "in Paris, London, and Rome, return temperature", "temperature"),
  many(
    "weather",
    "cities",
    "For each city (Paris, London, Rome) return city, temperature and conditions.",
    "city temperature conditions",
  ),
  many(
    "weather",
    "days",
    "Get the 5-day forecast for Denver. For each day return date, high, low, and conditions.",
    "date high low conditions",
  ),
  // CRM, several sentences
  many(
    "crm",
    "contacts",
    "Connect to the user's CRM. Get all contacts tagged VIP. Return first name, last name, email, and phone number.",
    "first_name last_name email phone_number",
  ),
  many(
    "crm",
    "leads",
    "Pull every lead created this week from user_9's CRM. Return lead_id, source, and owner.",
    "lead_id source owner",
  ),
  many(
    "crm",
    "deals",
    "List all closed-won deals from the CRM this quarter, including deal name, amount, and owner.",
    "deal_name amount owner",
  ),
  many(
    "crm",
    "companies",
    "Find all companies in the CRM with more than 100 employees and return company name, industry, employee count and website.",
    "company_name industry employee_count website",
  ),
  one(
    "crm",
    "Find the contact with email jane@example.com in the CRM. Return her name, title, and company.",
    "name title company",
  ),
  one(
    "crm",
    'Look up the deal "Website redesign" in user_7\'s CRM account and return amount, stage, and close date.',
    "amount stage close_date",
  ),
  one(
    "crm",
    "Look up the account owner for company_42 in the CRM and respond with owner_name and owner_email.",
    "owner_name owner_email",
  ),
  one(
    "crm",
    "Create a contact in the CRM with name Jane Roe, email jane@example.com and company Acme. Return the contact_id.",
    "contact_id",
  ),
  none("crm", "Create a contact in the CRM with name Jane Roe, email jane@example.com, and company Example Ltd."),
  none("crm", "Update the deal deal_88: set the stage to Won, amount to 5000 and close date to today."),
  many(
    "crm",
    "accounts",
    "Get all accounts from the CRM that have not been contacted in 90 days. I need account name, owner, last contacted date, and annual revenue.",
    "account_name owner last_contacted_date annual_revenue",
  ),
  many(
    "crm",
    "opportunities",
    "Please fetch open opportunities from Salesforce and give me the name, stage, probability and amount of each opportunity.",
    "name stage probability amount",
  ),
  many(
    "crm",
    "contacts",
    "Pull contacts from HubSpot. Just the email and lifecycle stage, please.",
    "email lifecycle_stage",
  ),
  many(
    "crm",
    "deals",
    "Could you please pull all deals over $10,000 from the CRM, and return id, name, and amount for each one?",
    "id name amount",
  ),
  many(
    "crm",
    "notes",
    "Get the last 3 notes on contact_55 in the CRM. Return author, created_at, body.",
    "author created_at body",
  ),
  many(
    "crm",
    "contacts",
    "Export CRM contacts as CSV with columns Name, Email, Phone, and City",
    "name email phone city",
  ),
  // Payments
  many(
    "payments",
    "invoices",
    "Get all unpaid invoices for user_123 from the payment service. Return invoice number, amount, currency, and due date.",
    "invoice_number amount currency due_date",
  ),
  many(
    "payments",
    "invoices",
    "List overdue invoices. Include invoice_id, customer name, amount due and days overdue.",
    "invoice_id customer_name amount_due days_overdue",
  ),
  one(
    "payments",
    "Fetch the latest invoice for cus_123 from Stripe and return invoice_id, total, status and pdf_url.",
    "invoice_id total status pdf_url",
  ),
  one(
    "payments",
    "Find the customer's most recent payment and return amount, currency, status, and created date.",
    "amount currency status created_date",
  ),
  many(
    "payments",
    "charges",
    "Retrieve the 10 most recent charges from Stripe and return id, amount, currency, and status",
    "id amount currency status",
  ),
  many(
    "payments",
    "refunds",
    "Show me all refunds issued in May with refund id, amount, and reason.",
    "refund_id amount reason",
  ),
  one("payments", "Refund payment pay_991 in full. Return refund_id, amount and status.", "refund_id amount status"),
  one(
    "payments",
    "Cancel subscription sub_42 at period end and return its status and cancellation date",
    "status cancellation_date",
  ),
  one(
    "payments",
    "Calculate the total revenue from all paid invoices last month. Return total_revenue and invoice_count.",
    "total_revenue invoice_count",
  ),
  one(
    "payments",
    "Look at all payments in June and return the total amount, the number of payments, and the average amount.",
    "total_amount number_of_payments average_amount",
  ),
  many(
    "payments",
    "transactions",
    "I need a list of transactions for account 7781: date, description, amount, balance.",
    "date description amount balance",
  ),
  many(
    "payments",
    "subscriptions",
    "Return a list of active subscriptions with customer email, plan name, and renewal date.",
    "customer_email plan_name renewal_date",
  ),
  one(
    "payments",
    "Check whether user_5 has an active subscription. Return is_active, plan, and renews_at.",
    "is_active plan renews_at",
  ),
  one(
    "payments",
    "Get invoice inv_77 and tell me the total, the due date and whether it is paid.",
    "total due_date is_paid",
  ),
  none("payments", "Charge the customer $49.00 for the Pro plan"),
  none("payments", "Refund the last payment of user_17 and notify them."),
  many(
    "payments",
    "payouts",
    "For every payout in the last 14 days, return payoutId, arrivalDate, and amount.",
    "payoutId arrivalDate amount",
  ),
  many(
    "payments",
    "customers",
    "Get customers who churned last month. Provide: customerId, email, churnDate, mrr",
    "customerId email churnDate mrr",
  ),
  // Calendar
  many(
    "calendar",
    "events",
    "Get my calendar events for tomorrow. Return title, start time, end time, and location for each event.",
    "title start_time end_time location",
  ),
  many(
    "calendar",
    "meetings",
    "List today's meetings from the connected calendar and return subject, organizer, and start and end time.",
    "subject organizer start_time end_time",
  ),
  one(
    "calendar",
    "Schedule a meeting with the sales team on Friday at 3pm. Return event_id and join link.",
    "event_id join_link",
  ),
  one(
    "calendar",
    "Find the next meeting on user_3's calendar and return its title, start_time, and meeting_url.",
    "title start_time meeting_url",
  ),
  none(
    "calendar",
    "Create a calendar event titled Standup with attendees ann@example.com, bob@example.com and carl@example.com",
  ),
  none("calendar", "Move my 2pm meeting to Thursday, Friday, or Monday, whichever is free."),
  many(
    "calendar",
    "slots",
    "Find all free 30-minute slots on user_8's calendar next week. Return start (ISO 8601) and end (ISO 8601) as JSON.",
    "start end",
  ),
  many(
    "calendar",
    "events",
    "Get all events for the next 7 days. Return as a JSON array with fields: id (string), title (string), all_day (boolean), start (ISO 8601)",
    "id title all_day start",
  ),
  many(
    "calendar",
    "meetings",
    "Which meetings does user_4 have this week? Return an array of objects with title, date, duration (number, minutes), and attendees (array).",
    "title date duration attendees",
  ),
  one(
    "calendar",
    "Check my calendar and tell me the title, time, and location of the next appointment.",
    "title time location",
  ),
  many(
    "calendar",
    "attendees",
    "For the meeting evt_12, return a list of attendees with name, email and response status.",
    "name email response_status",
  ),
  one(
    "calendar",
    "Book a room for Monday 10am. Respond with the room name, booking reference, and confirmation_url.",
    "room_name booking_reference confirmation_url",
  ),
  // Email
  many(
    "email",
    "emails",
    "Get the last 5 unread emails from user_123's inbox. Return sender, subject, and received date.",
    "sender subject received_date",
  ),
  many(
    "email",
    "messages",
    "Search Gmail for messages from billing@example.com and return subject, date, and snippet for each message.",
    "subject date snippet",
  ),
  none("email", "send an email to Ann, Bob and Carl"),
  none(
    "email",
    "Send a welcome email to new@example.com, cc support@example.com, with subject 'Welcome' and a short, friendly body.",
  ),
  one(
    "email",
    "Send an email to ops@example.com saying the deploy is done. Return message_id and sent_at.",
    "message_id sent_at",
  ),
  one("email", "Draft a reply to the latest email from Dana. Give me the subject and body.", "subject body"),
  many(
    "email",
    "attachments",
    "List all attachments in user_2's inbox from this month with file name, size, and mime type.",
    "file_name size mime_type",
  ),
  many(
    "email",
    "emails",
    'Fetch emails labelled "invoice" from the inbox. For each email give me: from, subject, date, has_attachment.',
    "from subject date has_attachment",
  ),
  one(
    "email",
    "Read the newest email in the inbox and extract the order number, tracking number and carrier.",
    "order_number tracking_number carrier",
  ),
  one(
    "email",
    "Find the email with the flight confirmation and return flight number, departure time, arrival time, and seat.",
    "flight_number departure_time arrival_time seat",
  ),
  many(
    "email",
    "threads",
    "Return the 3 longest threads in my inbox as a JSON array with keys subject, participants, and message_count.",
    "subject participants message_count",
  ),
  one("email", "How many unread emails does user_6 have in the inbox?", "count"),
  // Chat
  none("chat", "Post 'Build passed, deploy started, all good' to the #releases channel in Slack."),
  none("chat", "Send a message to the #general channel: lunch is pizza, salad, and soup."),
  one(
    "chat",
    "Post a message in #alerts on Slack saying the server is down, and return the channel, ts and permalink.",
    "channel ts permalink",
  ),
  one(
    "chat",
    "Send a direct message to user_31 in the team chat. Return message_id and delivered (boolean).",
    "message_id delivered",
  ),
  many(
    "chat",
    "messages",
    "Get the last 20 messages from the #support channel. Return author, text, and timestamp.",
    "author text timestamp",
  ),
  many("chat", "channels", "List all Slack channels with name, topic, and member count.", "name topic member_count"),
  one("chat", "Summarize the last 50 messages in the #product channel", "summary"),
  one(
    "chat",
    "Read the #standup channel in Slack for today and return a summary, action items and blockers.",
    "summary action_items blockers",
  ),
  many(
    "chat",
    "users",
    "Get all users in the Slack workspace; I only need real name, email and timezone.",
    "real_name email timezone",
  ),
  many(
    "chat",
    "members",
    "Fetch the members of the Discord channel #gaming and output username, role and joined date for each member.",
    "username role joined_date",
  ),
  // General
  one("general", "Find the population of Peru and return population and year.", "population year"),
  one(
    "general",
    "Translate 'good morning' to French, Spanish, and German. Return translation_fr, translation_es, and translation_de.",
    "translation_fr translation_es translation_de",
  ),
  one(
    "general",
    'Extract the name, address and phone number from this text: "Call the bakery at 555-0100, 12 Main St."',
    "name address phone_number",
  ),
  many(
    "general",
    "products",
    "Scrape the top 10 products from the catalogue. Return product name, price (number), rating, and image URL.",
    "product_name price rating image_url",
  ),
  many(
    "general",
    "articles",
    "Find 5 recent articles about solar panels and return title, author, publication date, and url.",
    "title author publication_date url",
  ),
  many(
    "general",
    "tickets",
    "Pull all open support tickets. Return ticket id, subject, priority, and assignee.",
    "ticket_id subject priority assignee",
  ),
  many(
    "general",
    "issues",
    "List open issues in the repo and return number, title, labels, and created_at for each issue.",
    "number title labels created_at",
  ),
  one(
    "general",
    "Get order 5531 and return order status, shipping address, items, and estimated delivery date.",
    "order_status shipping_address items estimated_delivery_date",
  ),
  one("general", "What is the status and ETA of shipment SHP-1009?", "status eta"),
  one("general", "What are the opening hours and phone number of the library?", "opening_hours phone_number"),
  none("general", "Hello"),
  none("general", "Do the thing we talked about yesterday, quickly, quietly, and well."),
  many(
    "general",
    "files",
    "List the files in the shared folder. Return fileName, sizeBytes, lastModified.",
    "fileName sizeBytes lastModified",
  ),
  many(
    "general",
    "employees",
    "Get employees hired since January, with columns: Full Name, Job Title, Start Date, Manager",
    "full_name job_title start_date manager",
  ),
  // Bulleted and numbered lists
  many(
    "crm",
    "contacts",
    "Pull all contacts from the CRM. Return the following fields:\n- name\n- email\n- company\n- last activity date",
    "name email company last_activity_date",
  ),
  many(
    "payments",
    "invoices",
    "Get all open invoices from Stripe.\n\nFor each invoice return:\n* invoice_id\n* amount_due\n* due_date\n* hosted_url",
    "invoice_id amount_due due_date hosted_url",
  ),
  one(
    "weather",
    "Get the current weather for Madrid. Return:\n1. temperature\n2. humidity\n3. wind speed",
    "temperature humidity wind_speed",
  ),
  one(
    "crm",
    "Look up contact_12 in the CRM and return these fields:\n1) Full name\n2) Email address\n3) Phone",
    "full_name email_address phone",
  ),
  many(
    "calendar",
    "events",
    "Fetch next week's events from the calendar.\n\nFields:\n- title: string\n- start_time: ISO 8601\n- attendees: array of emails",
    "title start_time attendees",
  ),
  one(
    "general",
    "Analyze the uploaded contract and output:\n- **parties**: who signs\n- **effective_date**: ISO date\n- **termination_notice_days**: number",
    "parties effective_date termination_notice_days",
  ),
  many(
    "email",
    "emails",
    "Get the 10 newest emails from the inbox with:\n  • from\n  • subject\n  • is_read (boolean)",
    "from subject is_read",
  ),
  many(
    "crm",
    "deals",
    "## Task\nPull open deals from the CRM.\n\n## Output\n- `deal_name`\n- `amount`\n- `stage`",
    "deal_name amount stage",
  ),
  one(
    "payments",
    "Steps:\n1. Connect to the payment service\n2. Find the latest charge for user_123\n3. Return charge_id, amount, and receipt_url",
    "charge_id amount receipt_url",
  ),
  none("chat", "Steps:\n1. Open the team chat\n2. Find the #ops channel\n3. Post a hello message"),
  many(
    "crm",
    "leads",
    "1. Connect to the CRM.\n2. Get all leads from the last 7 days.\n3. Return email, source, score for each lead.",
    "email source score",
  ),
  one(
    "general",
    "Please return an object with the following keys:\n\n- order_id – the order's id\n- total – in cents\n- shipped – true or false",
    "order_id total shipped",
  ),
  many(
    "general",
    "products",
    "Get the best selling products. Columns:\n- SKU\n- Product name\n- Units sold",
    "sku product_name units_sold",
  ),
  one(
    "general",
    "Check the server. Report back the following:\n  1. uptime (number)\n  2. cpu_load (number)\n  3. healthy (boolean)",
    "uptime cpu_load healthy",
  ),
  // JSON skeletons
  one(
    "weather",
    'Get the weather in Kyoto. Respond with JSON: {"temperature": 0, "conditions": ""}',
    "temperature conditions",
  ),
  one(
    "weather",
    'Get Cairo\'s weather and return { "tempC": number, "summary": string, "alerts": string[] }',
    "tempC summary alerts",
  ),
  many(
    "crm",
    "contacts",
    'Pull contacts from the CRM and return:\n```json\n{"contacts": [{"name": "...", "email": "..."}]}\n```',
    "name email",
  ),
  many(
    "payments",
    "invoices",
    'Get unpaid invoices for user_123. Output format:\n```json\n[\n  {\n    "id": "inv_1",\n    "amount": 1200,\n    "due_date": "2025-07-01"\n  }\n]\n```',
    "id amount due_date",
  ),
  one("crm", "Find contact c_81 in the CRM. Return an object like {name, email, company}", "name email company"),
  one(
    "general",
    "Look up order 9 and answer in this shape: {orderId: string, status: string, total: number}",
    "orderId status total",
  ),
  many(
    "calendar",
    "meetings",
    'Get this week\'s meetings from the calendar. Respond only with JSON in this format:\n{\n  "meetings": [\n    { "title": "string", "start": "ISO 8601", "end": "ISO 8601" }\n  ]\n}',
    "title start end",
  ),
  many(
    "general",
    "results",
    'Search the docs for \'rate limit\' and reply as {"results": [{"title": "", "url": "", "score": 0.0}]}',
    "title url score",
  ),
  one(
    "general",
    'Get the profile of user_1 as JSON: {"name": "", "address": {"street": "", "city": ""}, "tags": []}',
    "name address tags",
  ),
  one(
    "payments",
    'Return the balance of the payment account as {"available": 0, "pending": 0, "currency": "usd"}.',
    "available pending currency",
  ),
  many(
    "chat",
    "messages",
    'Get messages from #general in Slack today. Return [{"user": "...", "text": "...", "ts": "..."}].',
    "user text ts",
  ),
  many(
    "crm",
    "deals",
    'Pull all deals from the CRM. Each deal should look like {"id": "...", "name": "...", "value": 0}.',
    "id name value",
  ),
  one("crm", 'Count all open deals in the CRM and return {"count": 0, "total_value": 0}', "count total_value"),
  one(
    "general",
    'Return JSON only:\n```\n{\n  "sentiment": "positive | negative | neutral",\n  "confidence": 0.0,\n  "topics": ["..."]\n}\n```\nfor the review: "Great shoes, fast delivery, will buy again."',
    "sentiment confidence topics",
  ),
  one(
    "payments",
    'Create an invoice with this payload: {"customer": "cus_1", "amount": 500}. Return invoice_id and hosted_url.',
    "invoice_id hosted_url",
  ),
  none("payments", 'Create a payment with this payload: {"customer": "cus_1", "amount": 500, "currency": "eur"}'),
  // Quoted and backticked names
  one("general", "Return `order_id`, `status`, and `total` for order 77.", "order_id status total"),
  one("general", 'Look up the package and return "carrier", "status" and "eta".', "carrier status eta"),
  many(
    "crm",
    "contacts",
    "Get all contacts from the CRM with fields 'name', 'email' and 'company'.",
    "name email company",
  ),
  many(
    "crm",
    "leads",
    "Pull new leads from the CRM; each lead must have `firstName`, `lastName`, `leadScore`.",
    "firstName lastName leadScore",
  ),
  one(
    "weather",
    "Get weather for Lima. The response must contain the keys “temperature”, “humidity” and “wind_speed”.",
    "temperature humidity wind_speed",
  ),
  one("general", "Give me **name**, **price** and **in_stock** for the product SKU-88.", "name price in_stock"),
  one(
    "general",
    'Respond with JSON containing "title" (string), "year" (number) and "genres" (array) for the film in the attached poster.',
    "title year genres",
  ),
  many(
    "payments",
    "customers",
    "Find customers with failed payments. Use the field names `customer_id`, `failure_code`, `amount`.",
    "customer_id failure_code amount",
  ),
  // Typed hints
  one(
    "general",
    "Return name (string), age (number), is_member (boolean) and joined (ISO 8601 date) for user_10.",
    "name age is_member joined",
  ),
  one("general", "Look up the hotel and return: name: string, stars: number, has_pool: boolean", "name stars has_pool"),
  many(
    "general",
    "orders",
    "Get all orders placed today as a JSON array with the fields id (string), total (number, in cents), paid (boolean), and items (array of strings).",
    "id total paid items",
  ),
  many(
    "crm",
    "companies",
    "Get all companies from the CRM. Output a JSON array; each object has: name (string), domain (string), size (integer).",
    "name domain size",
  ),
  many(
    "calendar",
    "events",
    "Return all calendar events today as a list of objects with title <string>, start <datetime>, location <string|null>.",
    "title start location",
  ),
  one(
    "payments",
    "Get the plan for user_4: plan_name (text), price (decimal), currency (ISO 4217), trial_ends_at (timestamp or null).",
    "plan_name price currency trial_ends_at",
  ),
  // Polite, chatty, questions
  one(
    "weather",
    "Hi! Could you tell me what the temperature and humidity are in Quito right now?",
    "temperature humidity",
  ),
  one("weather", "What's the temperature in Helsinki?", "temperature"),
  many(
    "crm",
    "deals",
    "Hey, I'm preparing for my pipeline review. Can you grab all deals closing this month from the CRM? I'd like the deal name, the amount, and the owner's email.",
    "deal_name amount owner_email",
  ),
  one(
    "crm",
    "Would you mind looking up Initrode in the CRM? I want to know the account owner, the renewal date, and the contract value.",
    "account_owner renewal_date contract_value",
  ),
  one("general", "We need to know the price and availability of item 4471. Thanks!", "price availability"),
  one(
    "general",
    "Please find the nearest coffee shop to 5th Avenue and send back its name, address, rating, and distance in km.",
    "name address rating distance",
  ),
  many(
    "email",
    "emails",
    "Please check my inbox for emails from the landlord and let me know the subject and date of each one.",
    "subject date",
  ),
  one("calendar", "When is my next dentist appointment? I need the date, time and address.", "date time address"),
  many(
    "payments",
    "subscriptions",
    "Which of our subscriptions renew next week? Give me a table with customer, plan, amount and renewal date.",
    "customer plan amount renewal_date",
  ),
  many(
    "general",
    "candidates",
    "I'm hiring. Find candidates who applied this week, and for each candidate give me name, role applied for, years of experience and resume link.",
    "name role years_of_experience resume_link",
  ),
  // Wording of the clause
  one(
    "general",
    "Look up company_9's record and report its legal name, tax id, and registration country",
    "legal_name tax_id registration_country",
  ),
  one(
    "general",
    "Check job 1123. Output fields: status, started_at, finished_at, error_message",
    "status started_at finished_at error_message",
  ),
  one(
    "general",
    "Retrieve the first and last name, email and department of employee E-204.",
    "first_name last_name email department",
  ),
  one("general", "Fetch the name and email of user 42", "name email"),
  many("email", "emails", "Get the subject, sender and date of the last 5 emails in the inbox", "subject sender date"),
  many("payments", "invoices", "Fetch the number, total and due date of every unpaid invoice", "number total due_date"),
  many(
    "general",
    "orders",
    "Collect order id, customer name, and total for all orders shipped yesterday.",
    "order_id customer_name total",
  ),
  many(
    "crm",
    "contacts",
    "Extract name, job title and phone from all contacts in the CRM at Globocorp.",
    "name job_title phone",
  ),
  one(
    "general",
    "For product P-100, return the price, the stock level, as well as the supplier.",
    "price stock_level supplier",
  ),
  one(
    "general",
    "Return the order's status along with the tracking number and the carrier.",
    "order_status tracking_number carrier",
  ),
  one(
    "payments",
    "Look up the subscription for user_8. Return plan, status, and, if available, the discount code.",
    "plan status discount_code",
  ),
  one(
    "crm",
    "Get deal_5 from the CRM. Return name, amount (in USD), probability (0-100), and next step, if there is one.",
    "name amount probability next_step",
  ),
  many(
    "payments",
    "invoices",
    "Get all invoices for user_123, sorted by date, and return id, amount and status. Ignore drafts, voids, and credits.",
    "id amount status",
  ),
  many(
    "crm",
    "deals",
    "Pull all deals from the CRM except those in Lost, Abandoned, or Archived. Return name, stage, amount. Limit to 50.",
    "name stage amount",
  ),
  many(
    "general",
    "tasks",
    "Get my open tasks grouped by project. Return task name, project, and due date for each, ordered by due date.",
    "task_name project due_date",
  ),
  one("general", "Return only the total.", "total"),
  one("payments", "Look up the MRR for this month in Stripe and return just the mrr", "mrr"),
  many(
    "general",
    "rows",
    "Read all rows from the spreadsheet and return date, category and amount.",
    "date category amount",
  ),
  many("general", "items", "Return a JSON array with fields: id, label, score", "id label score"),
  many(
    "general",
    "reviews",
    "Collect reviews for the app. Return a list where each item has author, stars, text and posted_at.",
    "author stars text posted_at",
  ),
  // Traps
  none("general", "Compare apples, oranges, and pears."),
  none("chat", "Tell Ann, Bob, and Carl in the team chat that lunch is ready"),
  one(
    "weather",
    "Compare the weather in Rome, Milan, and Turin. Return warmest_city and temperature_difference.",
    "warmest_city temperature_difference",
  ),
  none("email", "Forward the emails from Monday, Tuesday and Wednesday to archive@example.com"),
  none("crm", "Delete contacts named Test, Demo, and Sample from the CRM."),
  many(
    "crm",
    "contacts",
    "Find contacts in Germany, Austria, and Switzerland in the CRM. Return name, city and country.",
    "name city country",
  ),
  one(
    "calendar",
    "Schedule a call with Ann, Bob, and Carl for Tuesday at 9am, 45 minutes, on Zoom. Return event_id, start_time.",
    "event_id start_time",
  ),
  none("payments", "Connect to the payment service and return"),
  none("general", "Return the results as JSON."),
  none("crm", "Get everything from the CRM, clean it up, and return it."),
  one(
    "general",
    "When you return, be polite. Return greeting and language for the phrase 'hola, amigo, buenos dias'.",
    "greeting language",
  ),
  many(
    "crm",
    "contacts",
    "Pull all contacts from the CRM. Do not return phone, address, or notes. Return name and email.",
    "name email",
  ),
  // Long briefs and markdown
  many(
    "payments",
    "customers",
    "You are a billing assistant.\n\n# Goal\nFind all customers whose card expires this month in the payment service.\n\n# Return\nA JSON array where each element has customer_id, email, card_last4, and exp_date.\n\n# Rules\n- Skip test customers\n- Do not email anyone",
    "customer_id email card_last4 exp_date",
  ),
  one(
    "general",
    "# Context\nThe user uploaded a receipt.\n\n# Task\nExtract the data.\n\n# Output fields\n- merchant\n- date\n- total\n- currency\n- line_items",
    "merchant date total currency line_items",
  ),
  many(
    "crm",
    "contacts",
    'Connect to user_123\'s CRM account, handle consent if needed, filter contacts by tag "newsletter", and return full_name, email, and opted_in as clean JSON.',
    "full_name email opted_in",
  ),
  many(
    "general",
    "jobs",
    "| column | type |\n|---|---|\n| job_id | string |\n| state | string |\n| retries | number |\n\nReturn all failed jobs with the columns above.",
    "job_id state retries",
  ),
  many(
    "calendar",
    "events",
    "Get all events on 2025-07-01. Expected output: array of { title, startTime, endTime, organizer }",
    "title startTime endTime organizer",
  ),
  one(
    "crm",
    "For contact contact_1, return: Name, Email, Phone, Company, Created At, and Is Customer",
    "name email phone company created_at is_customer",
  ),
  many(
    "general",
    "flights",
    "Search flights from LIS to OSL on 3 July. Return the three cheapest flights with airline, flight number, departure time, arrival time, and price in EUR.",
    "airline flight_number departure_time arrival_time price",
  ),
  many(
    "general",
    "restaurants",
    "Find restaurants near the office that are open now → return name, rating, price_level, address",
    "name rating price_level address",
  ),
  one(
    "email",
    "Send the report to the board, then return {message_id, recipients, sent_at}",
    "message_id recipients sent_at",
  ),
  one("general", "Lookup IP 203.0.113.9 & return country, city, isp, is_proxy", "country city isp is_proxy"),
];
