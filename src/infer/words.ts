// The words that reading goes by, as data: verbs by what they ask for, what is no part of a name, numbers in words.

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Verbs that fetch what is then named, or listed. */
export const FETCH =
  set(`get fetch retrieve pull find collect read list show grab gather export look lookup search query scrape check track
  view see load download locate identify display obtain inspect monitor enumerate dump access review report compile collate
  browse scan poll discover select print describe detail extract parse lookup count calculate compute compare analyse analyze determine
  summarise summarize aggregate work figure sum audit assess measure evaluate produce generate build prepare suggest recommend propose pick
  filter rank give tell bring return need want furnish ascertain state enumerate establish supply draw query gather fetch consult verify request searching looking triage skim`);
/** What follows such a verb is looked through, not asked for: "search the help desk for tickets". */
export const THROUGH = set("search query check scan look ask browse");
/** Verbs that change something. Alone they ask for an acknowledgement. */
export const ACTION =
  set(`send cancel create add update set post schedule book draft forward delete remove move charge notify write upload email
  mail message text invite assign reassign archive close reopen open mark tag label rename merge approve reject refund reply respond pause
  resume restart stop start run trigger deploy rollback revoke grant disable enable reset unsubscribe subscribe share transfer pay order submit
  publish unpublish sync import convert duplicate copy edit change modify replace reschedule postpone move snooze escalate issue renew upgrade
  downgrade void apply put remind confirm accept decline log record register unassign star follow unfollow block unblock mute lock unlock turn
  switch attach pin react comment announce save clear file print ping call dial complete resolve dismiss flag enrol enroll provision
  deactivate activate suspend terminate rotate regenerate release raise lower increase decrease dispatch ship return-label rebook purge
  prepare generate make ensure adjust swap extend reserve credit deduct route redirect rotate restock reorder hire onboard drop
  nudge chase tweet broadcast queue kick invalidate flush clean wipe`);
/** Verbs after which only a connection stands. */
export const CONNECT = set("connect log sign login authenticate authorise authorize link hook access open integrate");

/** What stands after such a word is inside of what stands before it. */
export const HOLDS = set(
  `with has have having contains contain containing includes include including incl holds hold holding carries carry carrying comprises
   comprising bears bearing features featuring showing listing`,
);

/** Words that announce what the answer holds, wherever they stand in a sentence. */
export const OUTPUT = set("return returns returning output outputs respond provide");

/** No part of a name wherever they stand. */
export const FILLERS = set(
  "the a an its their his her my our your this these those each every both whatever associated corresponding related respective following own all any",
);
/** No part of a name at its beginning. */
export const LEADING = set(
  "only just also please and or plus then maybe exactly including include includes especially namely basically at-least so with well ideally i.e hey oh then simply obviously finally lastly optionally additionally me us nested",
);
/** No part of a name at its end. */
export const TRAILING = set(
  "only please too instead each respectively thanks thx cheers above below it all again back separately individually etc pls here there though ok ta",
);
/** A name ends before such a word. */
export const CUT = set(
  `for from to in on at as by where when if that which who whose so using sorted ordered grouped into via with without is are was were between over under within
   during based such like because while until unless has have had containing having including but not than can could should must may will would do does
   did rounded formatted expressed measured converted according plus minus across through among out frm w/ near against inside outside about regarding
   concerning excluding except along instead rather given whether against`,
);
/** Prepositions that a name may end with: "created at", "assigned to", "from". */
export const CLOSERS = set("at on by to from in for since until of with off up out against");
/** Such a first word ends the whole list of fields. */
export const STOPPERS = set(
  `then ignore ignoring skip exclude excluding except but so do don't sort sorted ordered order grouped group limit limited unless not no nothing never none
   without because since be being make makes use using keep i'll i'm i've we we're you you'll it it's they please-note thanks thank cheers otherwise
   however that those these if once when-done nor avoid leave omit which whichever after before while let's let please`,
);
/** Words of prose: an item with one of them is no field. */
export const PROSE = set(
  "it them they me us you we i he she one ones everyone everything anything nothing somebody someone he's she's it's they're i'm don't doesn't won't can't isn't aren't",
);
/** What a result comes in; alone it is no field. */
export const CONTAINERS = set(
  `json array arrays list lists object objects table tables csv result results data response responses output answer information info details everything element elements item items
   row rows record records entry entries format value values fields field map dictionary valid raw structured markdown text plain string columns keys back outcome
   payload collection set things thing following structure shape body stuff summary-only one single flat nested compact minified top-level properties attributes bullet bulleted bullets names-of`,
);
export const LISTS = set("array arrays list lists table tables csv rows records entries collection items elements");
/** What an answer is written in; never a field. */
export const FORMATS = set(
  "json csv markdown format raw structured valid clean everything nothing prose commentary markup xml yaml html minified utf-8 english",
);

export const NUMBERS: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  hundred: 100,
  dozen: 12,
  couple: 2,
};

/** Words for spans of time: "the last 3 months" is no count of things. */
export const SPANS = set(
  "second seconds minute minutes hour hours day days week weeks weekend weekends month months quarter quarters year years fortnight fortnights night nights business working calendar min mins hr hrs sec secs pm am o'clock percent degrees characters words sentences chars paragraphs digits letters decimals decimal times cents dollars dollar euro pound usd eur gbp chf kg m2 sqm miles km kilometers euros pounds term terms semester semesters season seasons sprint sprints session",
);

/** Adjectives that say which things, not what they are: "unread emails" are emails. */
export const ADJECTIVES = set(
  `open closed unpaid paid overdue latest newest last recent recently opened oldest first next top best worst biggest largest smallest highest lowest cheapest most least unread read active
   inactive upcoming past pending failed failing new old current currently all every other outstanding unresolved resolved urgent important flagged starred archived deleted draft published public private
   internal external available unavailable scheduled cancelled canceled completed incomplete late early new unassigned assigned missing broken bounced blocked disabled enabled expired
   expiring valid invalid verified unverified confirmed unconfirmed approved rejected denied registered enrolled enrolled subscribed connected disconnected online offline empty full similar
   different popular trending favourite favorite featured recommended suggested frequent long-standing high-priority low-priority high-value total monthly weekly daily annual yearly quarterly
   local remote global main key major minor critical severe unshipped undelivered delivered shipped returned unfulfilled fulfilled merged unmerged stale due abandoned live nearby nearest closest
   unanswered answered unsent sent received incoming outgoing inbound outbound recurring today tomorrow yesterday this individual separate distinct unique eligible relevant matching existing
   single double big small good bad hot cold low high unused used longest shortest fastest slowest earliest happiest dormant lapsed churned paying trialing idle unclaimed unhealthy healthy prescribed
   confirmed remaining entire whole direct past-due out-of-stock in-stock low-stock soonest`,
);

/** Heads that say little alone: the noun before them stays. */
export const BARE_HEADS = set(
  `requests lines items points levels rates codes hours tags links logs keys types names numbers dates entries records rows members slots orders-of changes prices values
   areas terms options plans steps runs jobs posts notes pages files ids addresses titles fields images photos groups lists sets units cards figures ideas words phrases
   reports results details methods rules stats statistics metrics scores readings signals views cases signs statements sheets checks calls windows`,
);

/** Pairs that share the noun after the second: "first and last name". */
export const PAIRS: readonly (readonly [string, string])[] = [
  ["start", "end"],
  ["first", "last"],
  ["min", "max"],
  ["minimum", "maximum"],
  ["high", "low"],
  ["highest", "lowest"],
  ["opening", "closing"],
  ["created", "updated"],
  ["departure", "arrival"],
  ["billing", "shipping"],
  ["check-in", "check-out"],
  ["given", "family"],
  ["old", "new"],
  ["before", "after"],
  ["home", "away"],
  ["source", "target"],
  ["source", "destination"],
  ["gross", "net"],
  ["systolic", "diastolic"],
  ["issue", "due"],
  ["order", "delivery"],
  ["current", "previous"],
  ["open", "close"],
];

/** Words in -s that are no plural of things listed. */
export const NOT_PLURAL = set(
  `sales news conditions series always this was has does less across as its his is us species analytics hours minutes days weeks months years
   seconds wins status address business process access pass hers ours yours theirs yes plus perhaps unless besides towards thanks gas bus canvas atlas lens physics mathematics maths
   economics headquarters whereas gps sms dns aws ios cors https sos kubernetes postgres jenkins lbs kms mins secs hrs progress success basis analysis diagnosis synopsis emphasis ms os css js tls kudos bonus campus cheers greetings regards
   focus virus radius census apparatus consensus surplus versus class boss loss gross cross press express congress princess mess dress stress chess glass grass mass brass excess
   wireless nps cms pos crms regardless needs wants gives tells ends starts asks keeps helps lives waits sits hates sticks prefers sells buys arrives knows thinks seems becomes goes looks says means makes owes owns pays uses gets comes runs expires renews includes contains matches times across`,
);
/** One word for many things: a list of them goes by it. */
export const COLLECTIVE = set(
  "leaderboard roster standings ranking rankings schedule timetable agenda itinerary history timeline feed backlog lineup menu catalog catalogue inventory watchlist wishlist playlist shortlist forecast portfolio pipeline waitlist weather team staff crew",
);
/** Plurals that are not made with -s. */
export const IRREGULAR: Readonly<Record<string, string>> = {
  people: "person",
  children: "child",
  men: "man",
  women: "woman",
  criteria: "criterion",
  media: "medium",
  indices: "index",
  vertices: "vertex",
  analyses: "analysis",
  mice: "mouse",
  feet: "foot",
  matrices: "matrix",
  staff: "staff",
  personnel: "personnel",
  series: "series",
  statuses: "status",
  addresses: "address",
  businesses: "business",
  shelves: "shelf",
  halves: "half",
  knives: "knife",
  skus: "sku",
  menus: "menu",
  cpus: "cpu",
  gpus: "gpu",
  gurus: "guru",
};

/** These are sums over the things listed, not said of each. */
export const AGGREGATE =
  /^(?:total|average|avg|mean|median|sum|min|max|minimum|maximum|count|overall|combined|grand_total|number_of|percentage|percent|share|how_many|highest|lowest|p50|p9\d)(?:$|_)|(?:^|_)(?:count|total|sum|average|percentage|rate)$|^(?:total|average|avg|sum|count|num)[A-Z]|[a-z](?:Count|Total|Sum|Average)$/;

/** What is made of words alone; the last word of what such a verb makes. */
export const WRITTEN =
  /^(?:headline|title|tagline|slogan|tweet|caption|bio|description|summary|poem|haiku|joke|limerick|story|paragraph|intro|introduction|outline|blurb|pitch|standfirst|lede|abstract|quote|fact|tip|name|idea|question|quiz|recipe|plan|itinerary|subject|hashtag|keyword|alternative|variant|version|option|example|sentence|bullet|flashcard|exercise|toast|speech|riddle|lyric|prompt|synopsis|teaser|hook|rhyme|verse|explanation|definition|answer|analogy|metaphor|menu|checklist|starter|line|paragraph|message)s?$/;
