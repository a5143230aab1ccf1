// What names mean: "close_date" is a day to come, "owner" a person, "total_cents" a whole number. Prompts and $generate go by it alike.

import { isPlural, singularOf, wordsOfKey } from "./nouns.js";
import type { Schema } from "./shape.js";

/** What a value is about; `values.ts` has a maker for each. */
export type Kind =
  | "boolean"
  | "email"
  | "phone"
  | "url"
  | "image"
  | "timezone"
  | "currency"
  | "country"
  | "countryCode"
  | "language"
  | "city"
  | "state"
  | "postcode"
  | "street"
  | "address"
  | "latitude"
  | "longitude"
  | "company"
  | "person"
  | "firstName"
  | "lastName"
  | "username"
  | "handle"
  | "jobTitle"
  | "department"
  | "team"
  | "id"
  | "number"
  | "reference"
  | "uuid"
  | "sku"
  | "hash"
  | "version"
  | "branch"
  | "repository"
  | "file"
  | "path"
  | "ip"
  | "host"
  | "color"
  | "tracking"
  | "flight"
  | "airline"
  | "airport"
  | "carrier"
  | "product"
  | "category"
  | "brand"
  | "title"
  | "subject"
  | "sentence"
  | "paragraph"
  | "label"
  | "channel"
  | "plan"
  | "status"
  | "stage"
  | "priority"
  | "sentiment"
  | "source"
  | "direction"
  | "conditions"
  | "industry"
  | "drug"
  | "dosage"
  | "diagnosis"
  | "bloodType"
  | "allergy"
  | "course"
  | "grade"
  | "genre"
  | "song"
  | "room"
  | "seat"
  | "paymentMethod"
  | "card"
  | "environment"
  | "unit"
  | "type"
  | "reason"
  | "role"
  | "event"
  | "weekday"
  | "month"
  | "frequency"
  | "size"
  | "gender"
  | "symbol"
  | "food"
  | "hotel"
  | "vehicle"
  | "license"
  | "device"
  | "protocol"
  | "method"
  | "date"
  | "dateTime"
  | "clock"
  | "duration"
  | "year"
  | "money"
  | "cents"
  | "count"
  | "percent"
  | "ratio"
  | "score"
  | "rating"
  | "rank"
  | "age"
  | "temperature"
  | "speed"
  | "measure"
  | "rate"
  | "bytes"
  | "span"
  | "hours"
  | "range"
  | "text";

export type Meaning = { kind: Kind; schema: Schema; known: boolean; list: boolean };

const text = (format?: string): Schema => (format === undefined ? { type: "string" } : { type: "string", format });
const whole: Schema = { type: "integer" };

/** The schema of each kind where it is not plain text. */
const SCHEMAS: Partial<Record<Kind, Schema>> = {
  boolean: { type: "boolean" },
  email: text("email"),
  url: text("uri"),
  image: text("uri"),
  uuid: text("uuid"),
  date: text("date"),
  dateTime: text("date-time"),
  phone: text("phone"),
  currency: text("currency"),
  country: text("country"),
  countryCode: text("country-code"),
  number: whole,
  year: whole,
  count: whole,
  rank: whole,
  age: whole,
  cents: { type: "integer", "x-unit": "cents" },
  money: { type: "number", "x-unit": "money" },
  percent: { type: "number", "x-unit": "percent" },
  ratio: { type: "number", minimum: 0, maximum: 1 },
  score: { type: "number" },
  rating: { type: "number" },
  temperature: { type: "number", "x-unit": "degrees" },
  speed: { type: "number" },
  measure: { type: "number" },
  rate: { type: "number" },
  bytes: { type: "integer", "x-unit": "bytes" },
  span: { type: "integer" },
  latitude: { type: "number", minimum: -90, maximum: 90 },
  longitude: { type: "number", minimum: -180, maximum: 180 },
  language: text("language"),
  duration: { type: "integer" },
};

/** By the words of a name joined with spaces; the first that fits decides. */
const BY_NAME: readonly (readonly [RegExp, Kind])[] = [
  [
    /\b(?:goal|point|points|run|score) (?:difference|diff)$|\bpoints? balance$|\b(?:party|group|team|class|sample|household|batch|queue|fleet|squad|page) size$/,
    "count",
  ],
  [/\b(?:grand )?total (?:overdue|due|owed|outstanding|unpaid|paid)$/, "money"],
  [
    /^(?:ahead|behind) by$|^times (?!(?:sent|opened)$)\w+|\bplace settings$|^(?:free|empty|occupied|reserved|vacant|booked) (?:bays|docks|desks|rooms|seats|beds|spots|spaces|slots|tables|places|berths|lockers|chairs)$/,
    "count",
  ],
  [
    /\b(?:average|avg|mean|median|typical|longest|shortest|fastest)(?: [a-z]+)* time$(?<!(?:arrival|departure|start|end) time)|^(?:moving|drive|driving|riding|walking) time$/,
    "duration",
  ],
  [/\b(?:exit|status|http|response) code$|^http status$/, "number"],
  [/\blast (?:four|4)(?: digits)?$/, "reference"],
  [/\bdefault value$/, "text"],
  [
    /\b(?:cancel|apply|back|pay|return|book|order|rsvp|decide|respond|submit|deliver|finish|use|eat) by$|\b(?:sown|planted|bought|sold|built|sent|picked|harvested|filed|inspected|tested|cleaned|calibrated|installed) on$|\b(?:payable|available|effective|free) from$|\b(?:planned|scheduled|booked|due) for$|\b(?:payday|first registration|course start)$/,
    "date",
  ],
  [/^not (?:after|before)$|^(?:started|finished|ended)$/, "dateTime"],
  [/^safe to \w+$|\b(?:passport|visa|id|document) checked$|\bcheck ok$|^(?:unique|nullable|washable)$/, "boolean"],
  [/\b(?:thumbprint|fingerprint|sha ?256|sha ?1|md5)$/, "hash"],
  [/\b(?:temp|temperature|feels like|dew point) [cf]$/, "temperature"],
  [
    /^(?:carats?|easting|northing|decibels|bearing|inches|mm|cm|metres|meters|grams|litres|liters)$|^(?:kg|grams|litres|metres|km) (?:at|of|on|per|found|picked|moved) ?/,
    "measure",
  ],
  [/\b(?:check|deal|ticket|round|order|basket|cart|loan) size$/, "money"],
  [/^(?:weather )?forecast$|^outlook$/, "conditions"],
  [/\binterests$|\b(?:common|shared|mutual) interest$/, "category"],
  [/\binitials$/, "symbol"],
  [/\b(?:opening|business|office|working|visiting|service|store) (?:hours|times)$/, "hours"],
  [/\brate (?:to|of|from) \w+/, "percent"],
  [
    /\b(?:support|service|access|risk|skill|experience|security|threat|seniority|clearance|log|alert|difficulty|membership|education|english|proficiency|activity|stress|spice|spiciness|price) level$/,
    "priority",
  ],
  [/\b(?:direct line|hotline|landline|switchboard)$/, "phone"],
  [/\b(?:dose|lot line|pass|stage|wave|sequence|week) number$/, "number"],
  [
    /\b(?:tax|amount|income|sum|fee) (?:withheld|awarded|deducted|charged|granted|claimed|payable|in dispute)$|\b(?:operating|net|annual|financial) result$|\bmarket value$|\bprincipal$/,
    "money",
  ],
  [
    /\b(?:expire|renew|end|start|close|open|begin|ship|arrive|leave)s? on$|\b(?:expiration|expiry|renewal|due) on$/,
    "date",
  ],
  [
    /. (?:kwh|mwh|kw|mw|knots|ppm|ppb|hz|khz|mhz|ghz|rpm|psi|hpa|kpa|db|lumens|lux|watts|volts|amps|liters|litres|gallons|ounces|joules|kcal|kj|au|earths|acres|hectares|sqm|m2|sqft|mg|ml|mmhg|bpm)$/,
    "measure",
  ],
  [
    /^(?:number|count|total number|no) of |^(?:num|total|n) (?!(?:amount|cost|price|paid|due|spent|spend|revenue|sales|value|outstanding|owed|balance|tax|score|weight|distance|duration|time|refunded|charged|discount|net|gross|income|expenses|budget|fee|fees|payable|energy|area|volume|hours|usage|mrr|arr|pay|salary|refunds|payroll|savings|earnings|profit|loss|debt|rating)\b)(?=\w+s\b)/,
    "count",
  ],
  [/^(?:days|hours|minutes|seconds|weeks|months|ms) /, "span"],
  [/\b(?:total|amount|balance|payment|minimum|tax|fees?) due$/, "money"],
  [
    /^(?:is|has|have|can|was|were|will|should|are|does|did|needs|requires|must|allow|allows|supports|uses|accepts|contains|includes|needed)\b(?! (?:type|name|date|at|by|on)$)|\b(?:enabled|disabled|active|verified|subscribed|archived|opted in|opted out|all day|delivered|healthy|in stock|valid|success|successful|shipped|flag|available|completed|confirmed|resolved|escalated|mergeable|draft|online|invited|cancelled|canceled|approved|billable|recurring|renew|auto renew|autorenew|primary|default|public|private|internal|locked|blocked|muted|starred|flagged|signed|overdue(?<!days overdue|hours overdue|amount overdue|weeks overdue)|open now|read(?<!last read)|unread(?<!count unread)|paid(?<!(?:amount|price|total|taxes|fees|was|last|interest|date) paid)|passed|found|exists|attended|urgent|refundable|required|expired|eligible|matched|breached|admin|waived|submitted|registered|attending|rsvp|charging|armed|occupied|insured|taxable|virtual|remote|fragile|gluten free|vegetarian|vegan|refunded(?<!(?:amount|total) refunded)|processed|sent(?<!(?:messages|emails|last|date|total) sent)|spam|duplicate|deprecated|protected|fork|merged|fulfilled|checked in|on time|on call|consent|opt in)(?<!\b(?:quantity|units|seats|count|amount|stock|balance|credit|funds|qty|last|date|inventory|storage|spots|slots|beds|rooms|hours|number) (?:available|active|online|completed|confirmed|submitted|verified|shipped|delivered|resolved|cancelled|approved|processed|registered|sent))$/,
    "boolean",
  ],
  [
    /\b(?:opened|closed|created|updated|modified|sent|received|paid|shipped|delivered|placed|ordered|published|posted|logged|seen|used|signed up|joined|started|ended|finished|scheduled|due|merged|committed|deployed|resolved|cancelled|canceled|deleted|expires|renews|starts|ends|registered|submitted|added|triggered|checked|synced|scanned|measured|recorded|contacted|accessed|active|login|signin|activity|completed|failed|refunded|issued|booked|confirmed|assigned|edited|changed|replied|acknowledged|departs|arrives|invited|captured|processed|closes|opens|reported|called|played|viewed|run|read|hired|landed|filed|approved|granted|processed|archived) (?:at|on|time|timestamp|datetime)$|(?:^|\b)(?:at|timestamp|ts|datetime|date time|modified|last seen|last login|last active|last activity|last run|last synced|last updated|last modified|last contacted|last reading|last sync|last used|last scan|last check in|next run|last contact|last heartbeat|measured|as of|first (?:seen|login|contact|contacted|reply|response at)|(?:window|slot|shift|session|booking|billing period|maintenance) (?:start|end))$|^last (?!name|value|price|score|message|error|order|payment|invoice|status|amount|result|digits|4|four|reading|comment|note|reply|post|release|four digits|editor|page|line|word|transaction|purchase|commit|tag|branch|step|deploy|build|activity type|owner|user|customer|assignee|sender|location|known)[a-z]+(?: (?!date$)[a-z]+)?$|\b(?:created|updated|ordered|published|deployed|sent|received|posted|opened|last [a-z]+ed)$/,
    "dateTime",
  ],
  [
    /\b(?:start|end|departure|arrival|begin|pickup|pick up|landing|takeoff|kickoff|kick off|meeting|delivery|check in|check out|checkin|checkout|boarding|scan|event|appointment|last reply|publish|reply by|message|run|finish|scheduled|shift start|shift end|login|post|send|sent|call|next|order|creation|update|last scan|last update)(?: date)? ?time$|^(?:starts?|ends?|begins?|departs|arrives|departure|arrival|scheduled(?: for)?|scheduled (?:departure|arrival)|eta|etd|dep|arr)$|\b(?:window|booking|registration|gate|doors?|market|enrolment|enrollment|sale|store|it|he|she|train|bus|flight|ferry) (?:opens|closes|leaves|lands|begins|ends|departs|arrives)$|^(?:leaves|lands|doors)$|^(?:start|end|begin)s? ?(?:at)$|\beta$/,
    "dateTime",
  ],
  [
    /^(?:sunrise|sunset|opens?|closes?|opening time|closing time|check in time|check out time|open time|close time|time|time slot|slot|kick off|local time)$/,
    "clock",
  ],
  [
    /\bdates? of\b|\b(?:birthday|deadline|anniversary|dob)$|\bdates?$|\b(?:since|until|till|due|through)$|\bday$(?<!(?:per|all|of|business|a) day)|\b(?:expires|expiry|expiration|renews|renewal|due|paid|shipped|ships|issued|hired|birth|started|ended|joined|signed|closes|scheduled|starts|trial ends|ends) on$|\b(?:trial|contract|subscription|period|term|lease|warranty|policy|fiscal|billing period|current period) (?:end|start|ends|starts|expiry|renewal)$|\b(?:expiry|expiration|expires|renews|valid (?:from|until|to)|effective from|effective to|date of birth|check in|check out|release|renewal|best before|use by|next due|next billing|next payment|next service|last service|last visit|next visit|next appointment)$/,
    "date",
  ],
  [
    /\be ?mails?(?: address(?:es)?)?$|(?:^|\b(?!voice |direct |junk |e )\w+ )mail$|\bmail address(?:es)?$|\b(?:sender|recipient|reply to|bounced|delegate) address(?:es)?$|^addresses that (?:bounced|failed)$/,
    "email",
  ],
  [
    /\b(?:phone|mobile|telephone|fax|cell|pager)(?: number| line)?s?$|\b(?:callback|call back|emergency|direct|caller|callers|dial in|hotline|contact|landline|whatsapp|doctors?|office|extension|switchboard|work|private|taxi) numbers?$|^(?:phone|mobile|telephone|fax)(?: number)? of [a-z]+$|\bnumbers? (?:called|dialled|dialed|to call)$|\bdirect dial$/,
    "phone",
  ],
  [/\b(?:avatar|image|photo|picture|thumbnail|logo|icon|cover)(?: url| link)?s?$/, "image"],
  [
    /\b(?:url|urls|uri|link|links|permalink|website|homepage|webpage|href|endpoint|webhook|page url|html url|callback)$/,
    "url",
  ],
  [/\b(?:timezone|time zone|tz)$/, "timezone"],
  [/\b(?:currency|ccy|currencies)(?: code)?$|^(?:base|target|from|to|quote) currency$/, "currency"],
  [/\bcountry code$/, "countryCode"],
  [/\b(?:country|nationality|nation)$/, "country"],
  [/\b(?:language|locale|languages)$/, "language"],
  [
    /\b(?:city|town|municipality|hometown|location|region|destination|origin|venue city|site|market|territory|area|hub|current location|station|port|depot|warehouse|office|branch office|store|stop|address city|place|neighborhood|neighbourhood|district|county|zone)(?: name)?$/,
    "city",
  ],
  [/^(?:state|province)$(?=x)|\b(?:province|us state|state province|shipping state|billing state)$/, "state"],
  [/\b(?:postcode|post code|zip|zip code|zipcode|postal code)$/, "postcode"],
  [/\bstreet(?: address)?$|^address line(?: ?\d)?$|^line ?\d$/, "street"],
  [/(?:^|\b(?!ip |mac |email |web ))\baddress(?:es)?$/, "address"],
  [/\b(?:lat|latitude)$/, "latitude"],
  [/\b(?:lng|lon|long|longitude)$/, "longitude"],
  [/\b(?:ip|ip address|ipv4)$/, "ip"],
  [/\b(?:host|hostname|domain|server|subdomain)(?: name)?$/, "host"],
  [/\b(?:uuid|guid)$/, "uuid"],
  [/\b(?:sha|commit|commit sha|commit hash|hash|checksum|digest|etag|revision|commit id|head sha)$/, "hash"],
  [/\bsku|\bproduct code|\bpart number|\bitem code$/, "sku"],
  [/\b(?:barcode|ean|upc|isbn|gtin|imei)$/, "reference"],
  [/\bfirst name$|^given name$|^forename$/, "firstName"],
  [/\b(?:last|family) name$|^surname$/, "lastName"],
  [/\b(?:username|user name|login|screen name|gamertag|nickname|handle|github|twitter|slack handle)$/, "username"],
  [
    /\b(?:version|release version|build version|firmware|latest version|tag name|release tag)$|\b(?:latest|last) release(?: tag)?$/,
    "version",
  ],
  [/\bbranch(?: name)?$|^(?:head|base)$/, "branch"],
  [/\b(?:repo|repository)(?: name)?$/, "repository"],
  [/\btracking (?:number|code|id)$|^tracking$|^awb$/, "tracking"],
  [/\bflight(?: number| no)?$/, "flight"],
  [/\bairline(?: name)?$/, "airline"],
  [/\bairport(?: code)?s?$|^(?:from|to|origin|destination|departure|arrival) airport$/, "airport"],
  [/\bcarrier(?: name)?$|\bcourier(?: name)?$|\bshipping (?:company|carrier|provider)$/, "carrier"],
  [/\b(?:line|row|item|step|seq|sequence|position|page) (?:no|num|number)$/, "number"],
  [
    /^(?:pr|pull request|issue|ticket|page|row|line|week|month|day|chapter|episode|season|lap|round|build|run|job|track|attempt|port|floor|version|room|gate|year|step|level|question|lesson|period|shirt|jersey|squad|position|table|batch|quarter|node|house|verse|page count)? ?number$(?<=(?:^|pr|pull request|issue|page|row|line|week|month|day|chapter|episode|season|lap|round|build|run|job|attempt|port|floor|year|step|level|question|lesson|period|jersey|squad|position|shirt|batch|quarter|verse) ?number)|^pr$/,
    "number",
  ],
  [/\b(?:id|ids|key|uid|identifier|external id|_id|oid|arn|pk)$/, "id"],
  [
    /\b(?:number|no|num|reference|ref|code|token|confirmation|iban|vin|plate|serial|license plate|registration|pnr|locator|mrn|nhs number|account number|policy number|invoice|order|booking reference|voucher|coupon|promo code|po)$/,
    "reference",
  ],
  [/\b(?:cents|minor|pence)$|\bin cents\b|\bcents\b/, "cents"],
  [
    /\b(?:days|hours|minutes|seconds|months|weeks|years|mins|secs|hrs|ms|millis|milliseconds)(?: (?:overdue|late|left|remaining|open|used|taken|worked|ago|active|old|spent|since|until|to|in|of|between|before|per|logged|waiting|elapsed|past due|allowance|accrued|available|booked|billed|due|stale|inactive|on hold|in stage|on site|requested|carried over|absent|missed))?(?: \w+){0,3}$|^(?:days|hours|minutes|seconds|months|weeks) |\b(?:duration|uptime|downtime|latency|elapsed|ttl|runtime|run time|travel time|response time|resolution time|reply time|handling time|wait time|waiting time|lead time|processing time|cycle time|load time|talk time|cook time|prep time|cooking time|transit time|length|latency p\d+|p50|p90|p95|p99|tenure|playtime|play time|build time|time (?:to|in|since|until|spent|remaining|left|taken|on|between)\b.*)(?: ms| s| seconds| minutes| hours| days)?$/,
    "span",
  ],
  [
    /\b(?:percent|percentage|pct|attendance|utili[sz]ation|uptime percent|conversion(?: rate)?|open rate|click rate|bounce rate|churn(?: rate)?|growth(?: rate)?|win rate|success rate|failure rate|error rate|completion(?: rate)?|completeness|progress|attainment|humidity|battery(?: level)?|battery percentage|cpu(?: usage| load)?|memory usage|disk usage|discount rate|tax rate|vat rate|interest rate|margin|yield|share|occupancy(?: rate)?|coverage|accuracy|apr|apy|fill level|chance of rain|rain chance|precipitation(?: chance| probability)|probability|likelihood|confidence|reply rate|response rate|retention(?: rate)?|engagement(?: rate)?|ctr|roi|resolved within sla|hit rate|dividend yield|soil moisture|moisture|oxygen saturation|spo2|cloud cover|capacity used|change|24h change|percent change|change percent|daily change|delta|tank level|fuel level|ink level|signal quality|commission rate|markup|click through rate|pass rate|allocation)$/,
    "percent",
  ],
  [
    /\b(?:amount|amounts|price|prices|cost|costs|total|totals|subtotal|revenue|revenues|balance|balances|fee|fees|salary|salaries|budget|spend|spent|spending|mrr|arr|ltv|value|valuation|tax|taxes|vat|gst|discount|paid|due|owed|owing|outstanding|refunded|refund|refunds|charge|charges|payment|payments|income|expense|expenses|profit|profits|loss|losses|deposit|premium|wage|wages|pay|quota|actual|payout|commission|bonus|credit|credits|debit|gross|net|proceeds|rent|fare|tip|price per night|rate per night|nightly rate|hourly rate|daily rate|cash|bid|ask|open price|close price|market cap|turnover|sales|earnings|bill|principal|interest|equity|assets|liabilities|spend usd|usd|eur|gbp|outlay|savings|limit|credit limit|donation|pledged|goal|raised|forecast|pipeline|target|stake|winnings|jackpot|invoiced|collected|cpc|cpm|cpa|aov|arpu|acv|tcv|per unit|per night|per month|per seat|each price|shipping|postage|gross pay|net pay|deductions|owed amount|received|invested|payable|contribution|variance|allowance|copay|deductible)$|\b(?:amount|price|cost|revenue|balance|fee|spend|mrr|arr|value|salary|sales|payout|total|subtotal|income|tax|paid)\b(?: (?:in )?(?:usd|eur|gbp|due|paid|outstanding|owed|excluding tax|incl tax|after tax|before tax|per \w+|remaining|usd|dollars|euros|charged|refunded|spent|received|overdue|before discount|after discount|this month|last month|to date|ytd))$|^(?:amount|price) /,
    "money",
  ],
  [
    /\b(?:temperature|temp|feels like|dew point|heat index|wind chill|setpoint|set point|high temp|low temp|target temp|celsius|fahrenheit)$|\btemperature\b|\bin (?:celsius|fahrenheit)$/,
    "temperature",
  ],
  [
    /\b(?:wind|wind speed|speed|velocity|gust|gusts|wind gust|mph|kph|kmh|km h|pace|bandwidth|throughput|download speed|upload speed|mbps)$/,
    "speed",
  ],
  [/\b(?:rating|stars rating|star rating|average rating|avg rating|review score)$/, "rating"],
  [
    /\b(?:score|nps|csat|points per game|gpa|index|uv index|aqi|average score|credit score|health score|lead score|risk score|xp|elo|mmr|performance score|fitness score|handicap|mood score|sentiment score|quality score|average|avg|mean|median|min|max|minimum|maximum|sum|median score|grade point average|value \d|std dev|p value|variance|kda)$|\b(?:highest|lowest|average|avg|mean|median|minimum|maximum|min|max) (?!(?:name|date|time|order date)$)\w+/,
    "score",
  ],
  [
    /\b(?:exchange rate|rate|fx rate|roas|multiplier|factor|ratio|odds|spot rate|conversion factor|coefficient)$/,
    "rate",
  ],
  [
    /\b(?:rank|ranking|position|place|level|priority order|seq|sequence|index number|standing|finish position|grid)$/,
    "rank",
  ],
  [/\bage$|\bage \w+$/, "age"],
  [/\byear$/, "year"],
  [/\b(?:size|file size|bytes|size bytes|size mb|storage|storage used|disk|memory|mb|gb|kb|file size \w+)$/, "bytes"],
  [
    /\b(?:weight|height|width|depth|distance|mileage|odometer|altitude|elevation|volume|pressure|voltage|current|power|energy|consumption|kwh|wattage|rainfall|precipitation|visibility|co2|carbon|noise|brightness|lux|ph|glucose|high|low|heart rate|pulse|diastolic|ldl|hdl|triglycerides|hemoglobin|hba1c|ph level|saturation|torque|vibration|turbidity|bpm|bmi|steps|calories|protein|carbs|fat|fiber|sugar|sodium|radius|area|square feet|sqft|square footage|km|miles|meters|metres|kg|range|fuel|watts|signal strength|rssi|cholesterol|blood pressure|systolic|diastolic|pm2 5|pm10|pollen|tide|wave height|swell|snowfall|snow depth|air quality|vram|ram|dosage mg|concentration|flow rate|frequency hz|load|dimensions? \w+|weight kg|distance km)(?: (?:in )?(?:kg|km|m|cm|mm|lbs|mi|miles|kwh|w|v|hpa|mg|g|ml|kilometers|kilometres|meters))?$/,
    "measure",
  ],
  [
    /\b(?:count|counts|quantity|qty|units|seats|employees|stock|population|capacity|inventory|on hand|in stock count|reserved|reorder point|reorder level|reorder quantity|stars|forks|watchers|followers|following|likes|views|views count|impressions|clicks|downloads|installs|shares|retweets|reactions|replies|opens|bounces|visits|sessions|signups|conversions|subscribers|unsubscribes|open issues|openissues|additions|deletions|changed files|changedfiles|files changed|insertions|commits|guests|participants count|passengers|bedrooms|bathrooms|nights|stops|layovers|floors|wins|losses|draws|goals|assists|kills|deaths|points|matches played|games played|played|attempts|retries|errors|warnings|failures|passes|requests|requests count|request count|hits|misses|restarts|replicas|pods|cores|cpus|threads|connections|headcount|vacancies|openings|applicants|enrolled|students|copies|pages|page count|words|word count|characters|chapters|servings|portions|doses|refills|refills remaining|tests|absences|lates|merits|detentions|credits earned|issues|bugs|downtimes|incidents|alerts|open tickets|tickets sold|tickets|orders|items sold|units sold|sold|contacts|deals|leads|customers|users|visitors|new users|active users|daily active users|dau|mau|wau|members|member count|messages|comments count|thread count|unread|upvotes|downvotes|votes|num comments|reviews|review count|ratings count|redemptions|uses|usages|calls|backers|stock level|stock levels|quantity on hand|lap|laps|runs|hours count|open positions|total|streak|attendance count|bids|plays|streams|listeners|packages|parcels|boxes|pallets|containers|pieces|legs|beds|doors|rooms|spaces|spots|slots available|available seats|available beds|seats left|remaining seats|failed|succeeded|skipped|pending|completed tasks)$(?<!(?:participants|labels|tags))|^(?:open|closed|resolved|new|total|active|pending|failed|overdue|unresolved|unread|remaining|available|completed|successful|unique|won|lost|cancelled|returned|shipped|late|missed|booked|sent|delivered) (?!name|date|amount|time|status|by|at|on|price|value|balance|reason|type|to|from|for|id|revenue|spend|city|country|address|cost|fee|total|score|rating|rate|mrr|arr|pay|hours|days)\w+s$/,
    "count",
  ],
  [
    /\b(?:status|state|condition status|payment status|order status|delivery status|shipment status|ci status|check status|fulfillment status|fulfilment status|health|availability|rsvp status)$/,
    "status",
  ],
  [/\b(?:stage|phase|pipeline stage|step|funnel stage)$/, "stage"],
  [/\b(?:priority|severity|urgency|impact|risk|risk level|criticality|importance)$/, "priority"],
  [/\b(?:sentiment|mood|tone|emotion)$/, "sentiment"],
  [/\b(?:plan|tier|subscription|package|plan tier|membership|edition|license type)(?: name)?$/, "plan"],
  [/\b(?:conditions?|forecast|weather|sky|summary weather|weather condition)$/, "conditions"],
  [/\b(?:direction|wind direction|heading|bearing)$/, "direction"],
  [/\b(?:source|lead source|referrer|medium|utm source|acquisition channel|origin channel)$/, "source"],
  [/\b(?:industry|sector|vertical)$/, "industry"],
  [/\b(?:department|division|business unit|ward|faculty|cost center|cost centre|function)(?: name)?$/, "department"],
  [/\b(?:team|squad|group|club|home team|away team|crew|opponent|winner)(?: name)?$/, "team"],
  [/\bchannel(?: name)?s?$/, "channel"],
  [/\b(?:job title|role|position|designation|occupation|profession|job|seniority)$|^job$/, "jobTitle"],
  [/\b(?:drug|medication|medicine|prescription|vaccine|active ingredient)(?: name)?$/, "drug"],
  [/\b(?:dosage|dose|strength|daily dose)$/, "dosage"],
  [/\b(?:diagnosis|condition name|ailment|complaint|symptom)$/, "diagnosis"],
  [/\b(?:blood type|blood group)$/, "bloodType"],
  [/\ballerg(?:y|ies|en|ens)$/, "allergy"],
  [
    /\b(?:frequency|interval|recurrence|cadence|billing cycle|billing interval|schedule|billing period|repeat)$/,
    "frequency",
  ],
  [/\b(?:weekday|day of week|day name|weekdays)$/, "weekday"],
  [/\bmonth(?: name)?$/, "month"],
  [/\b(?:subject|course|module|class|course name|lesson|curriculum)(?: name)?$(?<!^subject)/, "course"],
  [/\b(?:grade|letter grade|mark)$/, "grade"],
  [/\bgenres?$/, "genre"],
  [/\b(?:song|track|album)(?: name| title)?$/, "song"],
  [
    /\b(?:room|room name|meeting room|room number|classroom|venue|bay|desk|ward|gate|terminal|platform|aisle|shelf|bin|dock)(?: name)?$/,
    "room",
  ],
  [/\bseat(?: number)?$/, "seat"],
  [/\b(?:http|request|rest|api) (?:method|verb)$|^verb$/, "method"],
  [/\b(?:payment method|method|payment type|pay method)$/, "paymentMethod"],
  [/\b(?:card|card brand|brand name)$/, "card"],
  [/\b(?:env|environment|deployment target)$/, "environment"],
  [/\b(?:unit|uom|unit of measure|units of measure)$/, "unit"],
  [/\b(?:gender|sex|pronouns)$/, "gender"],
  [/\b(?:symbol|ticker|stock symbol)$/, "symbol"],
  [/\b(?:colou?r)$/, "color"],
  [/\b(?:size|shirt size|shoe size)$/, "size"],
  [/\b(?:ingredient|dish|meal|recipe|food|menu item|cuisine)(?: name)?$/, "food"],
  [/\b(?:hotel|property|restaurant|accommodation)(?: name)?$/, "hotel"],
  [/\b(?:vehicle|car|make|model|truck)(?: name)?$/, "vehicle"],
  [/\blicen[sc]e$/, "license"],
  [/\b(?:device|sensor|machine|printer|equipment|asset)(?: name| type| model)?$/, "device"],
  [
    /\b(?:legal|trading|registered|business|corporate) name$|\b(?:subsidiary|subsidiaries|competitor|parent company)$/,
    "company",
  ],
  [
    /\b(?:ceo|cfo|cto|coo|cmo|ciso|mayor|president|prime minister|chair(?:man|woman|person)?|managing director|head coach|founders?)$/,
    "person",
  ],
  [
    /\b(?:company|organi[sz]ation|organi[sz]ation name|employer|supplier|merchant|vendor|partner|client|isp|bank|insurer|provider|publisher|manufacturer|agency|institution|school|university|hospital|clinic|payee|counterparty|account|account name|business|subcontractor|distributor|sponsor|label name|broker|landlord)(?: name)?$/,
    "company",
  ],
  [/\b(?:file|file ?name|filename|attachment|document|document name|report file)s?$/, "file"],
  [/\b(?:path|folder|directory|file path)$/, "path"],
  [
    /\b(?:product|product name|item|item name|article|line item|sku name|model name|variant)(?: name)?$|^(?:product|item) title$/,
    "product",
  ],
  [/\b(?:brand)$/, "brand"],
  [
    /\b(?:category|categories|category name|topic|tag|label|keyword|skill|interest|segment|theme|product type|type of|genre|labels|tags|hashtag|feature|amenity|permission|scope)(?: name)?$/,
    "category",
  ],
  [/\b(?:event|event type|event name|trigger|action|activity|webhook event)$/, "event"],
  [/\btype$|\bkind$/, "type"],
  [/\breason$|\bcause$/, "reason"],
  [
    /\b(?:deal|event|project|task|campaign|opportunity|meeting|opportunity|workflow|pipeline|epic|sprint|milestone|board|playlist|book|article|post|page|list|issue|ticket|webinar|survey|form|template|goal|experiment|job|contract|policy|program|dashboard|report|test|suite|monitor|check|workspace|space|calendar|quest|game|film|movie|show|series|exam|assignment|homework|shift|route|segment|template|playbook|rule|alert|incident|service|endpoint|agenda item) (?:name|title)$|\btitles?$|^(?:headline|topic|agenda|agenda item|action item|task|deal|event|project|campaign|assignment|homework|milestone|goal|incident|alert|service)$/,
    "title",
  ],
  [/\bsubject(?: line)?s?$/, "subject"],
  [
    /\bfull name$|\bname$|\bnames$|\b(?:owner|author|sender|assignee|customer|contact|organi[sz]er|manager|user|from|to|lead|reporter|requester|reviewer|approver|creator|recipient|agent|doctor|physician|patient|nurse|teacher|student|tutor|instructor|employee|engineer|driver|guest|host|passenger|player|candidate|applicant|interviewer|recruiter|attendee|participant|member|maintainer|contributor|committer|artist|singer|director|actor|salesperson|rep|account executive|account manager|ae|csm|line manager|supervisor|buyer|seller|tenant|holder|parent|guardian|coach|captain|scorer|caller|speaker|presenter|committed by|created by|updated by|assigned to|opened by|closed by|approved by|reported by|signed by|requested by|last editor|editor|winner name|payer|borrower|cardholder|beneficiary|technician|operator|prescriber|provider name|consultant|architect|designer|owner name|merged by|paid by|uploaded by|posted by|sent by|handled by|booked by|on call|oncall|signer|signatory|organizer)$/,
    "person",
  ],
  [
    /\b(?:summary|description|body|notes?|bio|abstract|overview|message|content|details|transcript|review text|explanation|readme|recap|text|comment|feedback|answer|response|reply|draft|translation|article body|caption|excerpt|paragraph|justification|instructions|remarks)s?$/,
    "paragraph",
  ],
  [
    /\b(?:snippet|preview|recommendation|suggestion|next step|action|takeaway|highlight|decision|question|blocker|insight|line|quote|tip|warning|error|error message|failure reason|finding|item|step|outcome|result|resolution|fact|idea|point|caveat|symptoms|requirement|bullet|strength|weakness|concern|wish|special request|limitation)(?:s|es)?$/,
    "sentence",
  ],
];

/**
 * What a phrase means that may stand in prose for something else too: it says what a key holds, and makes no key of words. Before what
 * names say by their last word; the first that fits decides.
 */
const BY_PHRASE: readonly (readonly [RegExp, Kind])[] = [
  // Whether, and not when or how many.
  [/^auto (?!.*\b(?:seconds|minutes|hours|days|count|id|name)$)/, "boolean"],
  [/^any (?!.*\b(?:notes?|comments?|remarks?|changes|value|issues|problems|allergies|fee|other|of)$)/, "boolean"],
  [
    /^(?:anyone|anybody|someone|somebody|wants|needs|brings|bringing|requires|accepts|speaks|knows|likes|smokes|drives|lives with|good with|safe (?:for|to)|suitable for|may (?:we|be|i|you|they|sign|teach|leave|go)|does|do we|do they|pets|wheelchair) (?!.*\b(?:count|number|amount|by|on|at)$)\w/,
    "boolean",
  ],
  [/\b(?:allowed|permitted|accessible|compliant|welcome|self hosted|up to date|wheelchair access)$/, "boolean"],
  [
    // "guests informed" are so many.
    /(?<!\b\w+[^su\W]s )\b(?:attached|covered|informed|notified|cleared|insured|in stock|on time|on offer|out of (?:range|stock|order|service)|(?:within|in) range|(?:under|in|valid|covered by) (?:warranty|guarantee))$/,
    "boolean",
  ],
  [
    /^(?!(?:how|who|where|when|what|date|time|year|role|trade|qualification|equipment|notice|decision|material|people|person|minutes|seconds) )(?:.*\b(?!\w+[^su\W]s )\w+ )(?:included|possible|accepted|replied|answered|running|succeeded|passed|needed|required|printed|seen|offered|ok|okay|ready|mandatory|optional|reachable|protected|correct|open now|full|empty)$|^(?:ok|possible|replied|answered|succeeded|compliant|correct|running|reachable|breakfast|autopay|livemode|legendary|transferable|repairable|refundable|negotiable|plugged in|free cancellation|sso|mfa|2fa|two factor|multi az|self hosted|wholegrain|essential|railway|face centred|mandatory|covered|insured|listened to|in service|door open)$/,
    "boolean",
  ],
  // When.
  [/^(?:(?:until|by|since|from) )?when\b(?! (?:it )?(?:rains|needed)$)/, "dateTime"],
  [
    /^year (?:\w+ed|of \w+|built|founded|made|bought|born|it .*|they .*)$|^(?:vintage|year founded)$|\bvintage$/,
    "year",
  ],
  [/^date (?:\w+ed|given|taken|bought|sent|paid|sold|made|written|found|read|due|on which)$/, "date"],
  [
    /\b(?:back|due|needed|required|expected|wanted|ready|promised|here|out|take|register|sign|collect|ship|confirm|enrol|answer|call) by$|\b(?:due back|runs out|ran out|goes live|went live)$|\bnext (?:inspection|hearing|audit|check ?up|vaccination|dose|exam|availability|perihelion|eclipse|full moon)$|\b(?:probation|training|apprenticeship|guarantee|employment|insurance|visa|passport|permit|parental leave|notice) (?:ends?|starts?|expires)$|\b(?:start|end) of (?:training|shift|term|contract|leave|lease|work|employment|season|probation|warranty|trial|parental leave)$|\b(?:desired|preferred|earliest|latest) (?:start|end|finish|move in)$|\b(?:coverage|insured|valid|covered|paid|open|closed|reserved|booked|available|blocked|suspended|extended) (?:until|till)$/,
    "date",
  ],
  [
    /^(?!.*\b(?:lights?|heating|power|auto|based|depends|works?|focus\w*|agreed|hands|hold|add|turned|switched|always|still|renewals?|logged|signed) on$)(?:.*\b)?\w*(?:ed|[^su]s|sent|aid|ought|made|iven|aken|back|out|due|ilt|ent|old|own|une|ect) on$/,
    "date",
  ],
  // Who.
  [/^who(?:m|se)?(?: (?!.*\b(?:number|phone|e ?mail|when|much|many)$).*)?$|^by whom$/, "person"],
  [
    /\b(?!(?:due|back|needed|required|expected|wanted|ready|promised|preceded|followed|powered|divided|multiplied|caused|affected|covered|sorted|grouped|filtered|ordered|increased|decreased|raised|reduced|exceeded|delayed|changed|moved|missed|finished|completed|delivered|returned|submitted|paid) )\w+(?:ed|ten|ven|ken|ade|uilt|ent|old|ought|ung|own|aught) by$/,
    "person",
  ],
  [
    /\b(?:person|witness|inspector|appraiser|translator|interpreter|cleaner|baker|chef|cook|officer|clerk|lawyer|attorney|judge|notary|trainer|plumber|electrician|photographer|facilitator|moderator|mentor|trainee|apprentice|intern|colleague|deputy|successor|predecessor|neighbour|neighbor|leader|composer|conductor|writer|painter|founder|caretaker|janitor|surgeon|dentist|therapist|midwife|pharmacist|pilot|skipper|on call|head coach|carer|resident|donor|volunteer|subscriber|debtor|creditor|claimant|defendant|insured|policyholder|referee|accountant|foreman|translator)(?: name)?$/,
    "person",
  ],
  [
    /^by$|\b(?:responsible|whom|pupil|handler|bidder|commenter|vet|deployer|lecturer|visitor|waiter|stylist|adjuster|renter|traveller|traveler|commander|thread starter|decision maker|runner up|ceo|cto|cfo|chair|substitute)$/,
    "person",
  ],
  // Where, at whose, what and why, in words.
  [/^where$|^where (?!to).*\b(?:is|found|kept|stored|stands|from|made|held|born|located|happened|taken)$/, "city"],
  [/\b(?:registrar|law firm|firm|issuer|lender|pharmacy|competitor|contractor|funder|outlet|authority)$/, "company"],
  [/^why$|^why (?!.*\b(?:many|much)\b)/, "reason"],
  [
    /^what (?:happened|was (?:said|done|promised|decided|changed)|they (?:want|do|say|said)|is wrong|it (?:says|is about)|to do)$|^whats (?:wrong|broken|missing)$|\b(?:sentence|meaning|problem|remark|gist|rationale|reasoning|definition|advice|correction|pitch|teaser|wording|verdict|instruction|cover letter|statement|intro)$/,
    "sentence",
  ],
  // How many, where on the whole.
  [
    /^(?:changes|(?:number of )?changes (?:made|needed)|comments|complaints|people|children|adults|men|women|rows|occurrences|mentions|posts|meetings|episodes|records|nodes|searches|citations|donors|responses|hires|bikes|flats|trips|repos|files|lines|dogs|cats|karma|hp|attack|defen[cs]e|armou?r class|dexterity|constitution|intelligence|wisdom|charisma|stamina|mana|elo|mmr|total (?:sent|received|members|seats|units)|reports|projects|tweets|hours of sunshine|waiting list|queue depth)$(?<!hours of sunshine)|\b(?:sign|scale|follow|push|pull|check) ups$|\b(?:yellow|red) cards$|\b(?:seat|word|character|row|item|user|guest|player|member|page|line|request|message|email|device) limit$|^(?:free|used|open|empty|available) (?:addresses|ports|licen[cs]es)$|\bseats still available$|\bstock in \w+$|^max (?:persons|people|guests|children|dogs|nodes|attendees|players|size)$|^min size$/,
    "count",
  ],
  [
    /^(?:index|correct index)(?: of .*)?$|\b(?:correct|right|answer|option|start|end|array|row|column|shard|partition|question) index$|^(?:per|start|end|first|last|current|this|next|previous)?(?:^| )page$|\b(?:start|end|begin) line$|^(?:row|lap|wagon)$|\b(?:table|try|shard|zone|lucky|fibonacci|partition|slide|heat|race|lane|lesson|prime|wi fi channel|wifi channel)(?: number)?s?$(?<=number|numbers|channel)|\b(?:process|last) exit$|\b(?:blitz|rapid|bullet|chess|elo) rating$|^(?:placing|seed|current round)$|^(?:resting )?(?:systolic|diastolic|pulse|bpm|heart rate)$|^(?:from|to|min|max) bpm$/,
    "number",
  ],
  // How much.
  [
    /\b(?:kilomet(?:re|er)s|km driven|km|grams?|kilos?|tonnes?|m3|m2|km2|hectares?|ha|lit(?:re|er)s|degrees|rpm|dbm|kcal|bar|rpm|kw|mw|gb|tb|mb s|m s)$(?<!\b(?:storage|space) (?:gb|tb))|\b(?:living|floor|surface|total|plot|usable|roof|garden) area$|\b(?:standard )?deviation$|^(?:fte|pue|similarity|overtime)$|\b(?:remaining|extra|unpaid|paid|total) overtime$|\b(?:boiling|melting|freezing|flash) point$|\b(?:current|latest|previous|present|last|old|new|meter|opening|closing) reading$/,
    "measure",
  ],
  [/\bchf$/, "money"],
  [/^(?:delay|notice period|.* delay|idle timeout|timeout(?: s| sec| ms)?|.* timeout(?: s| sec| ms)?)$/, "span"],
  // What is no number, though its last word often is one.
  [
    /\b(?:age|size|risk|income|target) (?:group|range|band|bracket|class)s?$|^(?:salary|price|age|budget|date|size|temperature|pay|rent) (?:range|band|bracket)$/,
    "range",
  ],
  [
    /\b(?:longest|busiest|cheapest|highest|lowest|best|worst|quietest|coldest|warmest|hottest|wettest|strongest|weakest|slowest) month$/,
    "month",
  ],
  [
    /\b(?:longest|busiest|cheapest|highest|lowest|best|worst|quietest|coldest|warmest|hottest|wettest|strongest|weakest|slowest) day$/,
    "date",
  ],
  [/\b(?:tyre|tire|thread|instance|shoe|ring|frame|dress|bed|nozzle|clothing|t shirt|shirt) size$/, "size"],
  [/^(?:goal|sprint goal|done so far|current state|longest river|longest outage)$/, "text"],
  [/\b(?:quiet|visiting|office|business|consultation|reception) hours$/, "hours"],
  [/^linked ?in(?: profile)?$/, "url"],
  [/\blast (?:four|4) characters$/, "reference"],
];

/** What begins so is told by that: "percent covered", "reason for the delay", "has insured". */
const OF_ANOTHER =
  /^(?:is|has|have|had|was|are|were|percent\w*|share|number|minutes|seconds|hours|days|amount|reason|cause|how|time|times|first|last|name|average|avg|mean|median|lowest price) | per \w+$/;

/** What a name means in the rows of some list: pattern of the name, of what the list is called, and which kind it is there. */
const IN_LISTS: readonly (readonly [RegExp, RegExp, Kind])[] = [
  [
    /^(?:from|to)$/,
    /(?:^|_)(?:absen\w+|leaves?|leave_requests|vacation(?:s|_requests)?|holidays?|holiday_requests|period|bookings?|sick_(?:notes|leaves)|rail_works|works|subscriptions|storms|exhibitions|prescriptions|closures|interns|stays?|reservations|time_off|sales_trips|contracts)$/i,
    "date",
  ],
  [/^(?:from|to)$/, /(?:^|_)(?:windows?|lessons|slots|quiet_hours|closures|roadworks|outages|gaps)$/i, "dateTime"],
  [/^(?:from|to)$/, /(?:^|_)(?:legs|flights|trains|routes|moves|buses|connections|journeys|rides)$/i, "city"],
  [
    /^port$/,
    /^(?!.*(?:ships?|stops?|destination|containers?|origin|consignments?|shipments?|vessels?|ferr|sail|voyage|cruise|boats?|last_five_ports))/i,
    "number",
  ],
  [
    /^line$/,
    /(?:findings?|comments?|typos|violations?|todos?|errors?|warnings?|specs|files?|problems?|secrets?|places|location|functions?|tests?|mistakes?|issues?|matches|occurrences|hits|usages|annotations|diagnostics|frame)$/i,
    "number",
  ],
  [
    /^number$/,
    /(?:^|_)(?:tables|players|weeks|floors|agenda|tracks|lanes|lessons|steps|wagons|hops|slides|wards|numbers|laps|holes|verses)$/i,
    "number",
  ],
  [
    /^number$/,
    /(?:^|_)(?:contacts|people|callbacks|neighbou?rs|locksmiths|vets|plumbers|emergency_contacts?)$/i,
    "phone",
  ],
  [/^status$/, /(?:^|_)(?:urls|broken_links|dead_links|endpoints)$/i, "number"],
  [/^code$/, /(?:^|_)(?:currencies|exchange_rates)$/i, "currency"],
  [/^iso code$/, /(?:^|_)(?:currencies|exchange_rates)$/i, "currency"],
  [/^priority$/, /(?:^|_)(?:mx|mx_records|dns_records)$/i, "number"],
  [
    /^(?:current|latest|installed|wanted|available)$/,
    /(?:^|_)(?:dependencies|packages|libraries|upgrades|outdated)$/i,
    "version",
  ],
  [/^pipeline$/, /(?:^|_)(?:builds|pipelines|data_pipelines)$/i, "text"],
  [/^(?:value|default|target)$/, /(?:^|_)(?:dns_records|records|iocs|vars|variables|env)$/i, "text"],
];

/** Names of which one value is a list, though nobody said so. */
const LISTS =
  /\b(?:tags|labels|attendees|skills|participants|reviewers|topics|categories|ingredients|allergies|symptoms|languages|recipients|attachments|keywords|features|amenities|assignees|contributors|permissions|roles|links|urls|steps|action items|next steps|interests|members|participants list|hobbies|genres|scopes|ids|emails|names|addresses|owners|authors|items|line items|products|services|images|photos|files|decisions|takeaways|highlights|risks|blockers|recommendations|suggestions|invitees|maintainers|phone numbers|email addresses|aliases|options|variants|dependencies|subjects|courses|classes|conditions list|medications|diagnoses|channels|guests list|team members|hashtags|themes|questions|stakeholders|cc|bcc|speakers|toppings|colors|colours|sizes|certifications|holidays|environments|failed jobs|key points|pros|cons|benefits|sources|references|tools|locations|countries|stops list|waypoints|artists|opponents|errors list|linked issues|pain points|objections|competitors|technologies|tech stack|actions|addons|add ons|warnings list|side effects|contraindications|dosage forms|forms|types|formats|methods|materials|varieties|flavou?rs|styles|sizes|indications|synonyms|antonyms|strengths|weaknesses|concerns|positives|negatives|special (?:wishes|requests)|limitations|nicknames|allergens|dietary restrictions|preferred times|time slots|slots|deliverables|milestones|goals list|requirements|responsibilities|perks|signers|approvers|watchers list|reasons|documents|parties|titles|fault codes|fixes|conflicts|dishes|drivers|criteria|certificates|signatories|alternatives|name ?servers|clauses|bullets|bullet points|repairs|causes|scorers|crew|modules|regions|companies|directors|faults|streets|damages|dislikes|paragraphs|factors|founders|neighbou?rs|witnesses|promises|examples|must haves|nice to haves|peers|encumbrances|triggers|treatments|artifacts|godparents|sub ?processors|towns|platforms|duties|objectives|heirs|exercises|editors|winners|improvements|badges|props|signals|open points|breaking changes|timeline|languages spoken|sizes available|things to (?:bring|improve|watch)|(?:what|items) to bring|follow ups|commands|rules|endpoints|domains|ips)$/;
/** "additions", "stars": plurals that are numbers, unless they are asked for as a list. */
const meanings = new Map<string, Meaning>();
const MOST_MEANINGS = 5_000;

const NAMED_BY_KIND: readonly (readonly [RegExp, Kind])[] = [
  [
    /^(?:compan(?:y|ies)|accounts?|organi[sz]ations?|suppliers?|vendors?|restaurants?|merchants?|clients?|partners?|employers?|schools?|hospitals?|competitors?|subsidiar(?:y|ies)|brands?|manufacturers?|banks?|insurers?|publishers?)$/,
    "company",
  ],
  [
    /^(?:products|items|line_items|lineItems|inventory|product|item|articles|variants|skus|stock|goods|wishlist)$/,
    "product",
  ],
  [
    /^(?:cities|locations|places|offices|branches|stores|warehouses|sites|stations|regions|city|location|airports|ports)$/,
    "city",
  ],
  [/^(?:drugs|medications|medicines|prescriptions|vaccines)$/, "drug"],
  [/^(?:repos|repositories|packages|repo|repository|projects_on_github)$/, "repository"],
  [/^(?:files|attachments|documents|folders|images|file|reports)$/, "file"],
  [/^(?:channels|channel)$/, "channel"],
  [/^(?:teams|squads|clubs|groups|team)$/, "team"],
  [/^(?:departments|department)$/, "department"],
  [/^(?:categories|tags|labels|topics|skills|category|genres)$/, "category"],
  [/^(?:plans|plan|subscriptions|tiers)$/, "plan"],
  [/^(?:countries|country)$/, "country"],
  [/^(?:devices|sensors|device|thermostats|cameras|machines)$/, "device"],
  [/^(?:hotels|properties|hotel|listings|rentals)$/, "hotel"],
  [/^(?:rooms|room)$/, "room"],
  [/^(?:recipes|dishes|ingredients|meals|menu)$/, "food"],
  [/^(?:branches)$/, "branch"],
  [/^(?:courses|classes|modules|subjects)$/, "course"],
  [/^(?:vehicles|cars|trucks)$/, "vehicle"],
  [/^(?:songs|tracks|albums)$/, "song"],
  [/^(?:airlines)$/, "airline"],
  [
    /^(?:deals|opportunities|events|meetings|projects|tasks|campaigns|issues|tickets|milestones|sprints|boards|playlists|books|workflows|pipelines|jobs|surveys|templates|forms|experiments|deal|event|project|task|campaign|games|movies|films|shows|lists|goals|incidents|alerts|services|policies|contracts|dashboards|tests|monitors|checks|posts|pages|articles|assignments|quests|routes|top_deal)$/,
    "title",
  ],
];

/** What `name` means in a list of `kind`: its kind of value, the schema that goes with it. `known`: its words said something. */
export function meaningOf(name: string, kind = ""): Meaning {
  const key = kind === "" ? name : `${name} ${kind}`;
  const before = meanings.get(key);
  if (before !== undefined) return before;
  const made = readMeaning(name, kind);
  if (meanings.size >= MOST_MEANINGS) meanings.clear();
  meanings.set(key, made);
  return made;
}

function readMeaning(name: string, kind: string): Meaning {
  const all = wordsOfKey(name);
  const words = all.join(" ").slice(0, 80);
  const list = LISTS.test(words) && !/^(?:number|count|total|no) /.test(words);
  const found = kindOfWords(words, kind, list ? "list" : "");
  const meant = phraseOf(words, kind) ?? found ?? "text";
  return { kind: meant, schema: SCHEMAS[meant] ?? { type: "string" }, known: found !== undefined, list };
}

function phraseOf(words: string, kind: string): Kind | undefined {
  if (OF_ANOTHER.test(words)) return undefined;
  const inList = IN_LISTS.find(([name, list]) => name.test(words) && list.test(kind))?.[2];
  return inList ?? BY_PHRASE.find(([pattern]) => pattern.test(words))?.[1];
}

/** "notifications enabled": so it is, not how many. */
const OF_ONE =
  /^(?:enabled|disabled|allowed|required|needed|supported|included|verified|accepted|installed|attached|signed|updated|created|modified|changed|edited|seen)$/;
const OF_MANY =
  /^(?:available|free|left|remaining|open|sold|booked|used|taken|completed|failed|passed|closed|resolved|solved|delivered|returned|shipped|created|won|lost|scored|played|read|opened|sent|received|processed|handled|missed|affected|affected|viewed|produced|submitted|approved|rejected|registered|signed|added|removed|merged|deployed|earned|redeemed|total|occupied|handled|idle|overdue|pending|online|offline|connected|waiting|present|absent|enrolled|active|inactive|reserved|blocked|cast|bought)$/;

/** What an address or a number is of, where its name does not say it. */
const OF_MAIL =
  /(?:^|_)(?:e_?mails?|mailbox(?:es)?|recipients?|senders?|subscribers?|mailing_list(?:_members)?|list_members|aliases|bounces|delegates)$/i;
const OF_WEB = /(?:^|_)(?:links?|urls?|pages?|web_?sites?|bookmarks?|feeds?|endpoints?|domains?)$/i;
const OF_PHONE = /(?:^|_)(?:phones?|mobiles?|telephones?|hotlines?|calls|missed_calls|voicemails?|callers?)$/i;

/** What happened at some time, on some day. */
const HAPPENED =
  /(?:^|_)(?:log_?ins?|sign_?ins?|log_?entries|log_lines|logs?|audit_(?:log|events)|history|comments|messages|calls|incidents|anomalies|fault_codes|charges|overrides|changes|earthquakes|sightings|alarms|falls|errors|crashes|transactions|commits|scans|deployments|deploys|restarts|alerts|alarms|pings|outages|voicemails|missed_calls|readings|measurements)$/i;

function kindOfWords(words: string, kind: string, list: string): Kind | undefined {
  if (/^address(?:es)?$/.test(words) && OF_MAIL.test(kind)) return "email";
  if (/^address(?:es)?$/.test(words) && OF_WEB.test(kind)) return "url";
  if (words === "number" && OF_PHONE.test(kind)) return "phone";
  if (words === "time" && HAPPENED.test(kind)) return "dateTime";
  if (words === "number")
    return /^(?:issues?|bugs?|prs?|pull_?requests?|merge_?requests?|pages?|rooms?|seats?|questions?|chapters?|episodes?|lines?|builds?|runs?|laps?|rounds?)$/i.test(
      kind,
    )
      ? "number"
      : "reference";
  if (/^(?:name|title|label|names)$/.test(words) && kind !== "") {
    const byKind = NAMED_BY_KIND.find(([pattern]) => pattern.test(kind))?.[1];
    if (byKind) return byKind;
  }
  if (
    words === "position" &&
    /^(?:candidates?|applicants?|employees?|people|staff|members?|team_?members|players?|persons?|users?|contacts?|applications?)$/i.test(
      kind,
    )
  )
    return "jobTitle";
  // "link to the PDF", "latest time to cancel": what it is for says nothing of what it is.
  const [, what] =
    /^((?:\w+ )*(?:link|url|image|photo|reason|contact|email)|(?:best|latest|earliest|last|preferred|next) time) (?:to|for|of|on|about) /.exec(
      words,
    ) ?? [];
  if (what !== undefined) return kindOfWords(what, kind, list);
  if (/^(?:old|new|previous|original|actual) (?:start|end)$/.test(words)) return "dateTime";
  if (/^(?:since )?when$/.test(words)) return "dateTime";
  if (/^time (?:sent|(?!.*(?:elapsed|used|saved|logged|wasted|worked|tracked|billed))\w+ed)$/.test(words))
    return "dateTime";
  const rate = /^(.+) per \w+$/.exec(words)?.[1];
  if (rate !== undefined && isPlural(rate)) return kindOfWords(rate, kind, "") ?? "count";
  // "customers at start", "goals against": how many.
  const [, many] =
    /^((?:\w+ )?\w+s) (?:at (?:the )?(?:start|end|beginning|close)|for|against|scored|conceded|today|so far|in total|overall|on (?:site|shift|duty|call|leave|hold|board))$/.exec(
      words,
    ) ?? [];
  if (many !== undefined && isPlural(many) && kindOfWords(many, kind, "") === "count") return "count";
  if (/^(?:percent|percentage|pct|share|proportion) (?!point|link|url|price|id)\w+/.test(words)) return "percent";
  if (/^(?:pos|pl)$/.test(words)) return "rank";
  if (/^(?:pts|gd|gf|ga|mp|gp)$/.test(words)) return "count";
  if (/\b(?:range|band|bracket)s?$/.test(words)) return "text";
  if (/\b(?:energy|credit|age|content|parental|film|bond|eco|efficiency) (?:rating|class|label|grade)$/.test(words))
    return "grade";
  if (
    /^(?:estimated|expected|planned|projected|scheduled|actual) (?:arrival|delivery|departure|completion|start|end|ship|landing|return|pickup)$/.test(
      words,
    )
  )
    return "dateTime";
  const applied = /^(.*\b(?:rate|price|fee|tax|amount)) (?:used|applied|charged)$/.exec(words)?.[1];
  if (applied !== undefined) return kindOfWords(applied, kind, "");
  // "bikes available", "seats sold": how many of them.
  const [noun, state] = words.split(" ").slice(-2);
  if (
    state !== undefined &&
    noun !== undefined &&
    isPlural(noun) &&
    (OF_MANY.test(state) || (/ed$/.test(state) && !OF_ONE.test(state)))
  )
    return "count";
  const one = list === "" ? words : words.replace(/(\S+)$/, (last) => singularOf(last));
  const direct = BY_NAME.find(([pattern]) => pattern.test(one))?.[1];
  if (direct !== undefined) return direct;
  const last = words.split(" ").at(-1) ?? "";
  if (last === "time") return "dateTime";
  if (/^total /.test(words)) return "count";
  if (/^(?:quantity|qty|units|seats|stock|number|count|spots|slots|rooms|beds|tickets) \w+$/.test(words))
    return "count";
  if (!isPlural(last)) return undefined;
  const singular = words.replace(/\S+$/, singularOf(last));
  const found = BY_NAME.find(([pattern]) => pattern.test(singular))?.[1];
  return found === "boolean" || found === "dateTime" || found === "date" ? undefined : found;
}
