"use strict";

// What the program answers in each state that its page can show, in the API's words, and what a person does there. A page that
// is opened with ?state=… hears this in place of the program: the script is run before the page's own.

(() => {
    const now = Date.now();
    const NEVER = "never";
    const LOST = "lost";
    const problem = (status, detail) => ({title: "Problem", status, detail});
    const isObject = value => value !== null && typeof value === "object" && !Array.isArray(value);

    /** As a JSON merge patch: undefined takes a field out, and a list stands for the whole list. */
    function merge(base, patch) {
        if (!isObject(patch) || !isObject(base) || patch.status) return patch === undefined ? base : patch;
        const made = Object.assign({}, base);
        for (const name of Object.keys(patch)) {
            if (patch[name] === undefined) delete made[name];
            else made[name] = merge(base[name], patch[name]);
        }
        return made;
    }

    // --- the usual ---

    const USERS = ["anna", "david", "fatima", "jonas", "lucy", "mei", "omar", "zoe"];
    const ITEMS = ["chicken burger", "mushroom pizza", "lentil soup", "caesar salad", "pad thai", "apple pie", "iced tea"];
    const uuid = i => "3f2a" + String(1000 + i) + "-8c1d-4a57-9e0b-5d2f6a7b" + String(1000 + i);
    const order = (i, state) => ({order_id: uuid(i), user: USERS[i % 8], item: ITEMS[i % 7], quantity: 1 + i % 5, partition: i % 3,
        offset: 48210 - i, time: now - 700 * i, state});
    const letter = (i, reason, state, action) => Object.assign({id: "0-" + i, reason, source: "lunch.ndjson, line " + i,
        value: '{"order_id":"' + uuid(i) + '","user":"anna","item":"tea","quantity":"2"}', partition: 0, offset: i, time: now - 60000 * i,
        state}, action ? {action: Object.assign({state, by: "127.0.0.1", time: now - 30000}, action)} : {});
    const route = (id, exchanges, description, more) => Object.assign({id, description, state: "Started", wanted: true,
        direct: /process|publish|dead/.test(id), exchanges, failures: 0, mean_millis: 0.42, p50_millis: 0.31, p99_millis: 2.75}, more);
    const waiting = (i, tries, cause) => ({order_id: uuid(i), user: USERS[i], partition: i % 3, offset: 4810 + i, tries, cause,
        since_ms: 42000, next_ms: 6000 + 1000 * i, behind: 3 * i});
    const hand = (what, done) => ({what, by: "127.0.0.1", time: now - 240000, done});
    const counts = (open, replayed, mended, set_aside) => ({open, replayed, mended, set_aside});
    const bad = (kind, sentence, link, ...others) => verdict("bad", kind, sentence, link, ...others);
    const verdict = (state, kind, sentence, link, ...others) => ({state, sentence,
        problems: [{kind, severity: state, count: 1, sentence, link}, ...others]});
    const MISTAKES = ['routes/process-order.camel.yaml, line 8: there is no "lok"; did you mean log?',
        "routes/process-order.camel.yaml, line 12, route process-order: no route reads from direct:kitchn"];
    const QUANTITY = 'quantity is the text "2"; it must be a whole number from 1 to 1000000';
    const CLOSED = "java.net.ConnectException: the kitchen at 10.0.4.7:8443 refused the connection";

    const ROUTES = [
        route("dead-letter", 3, "Sends a record that can't be processed to the dead letters, with the reason and where it was read.",
            {mean_millis: 4.1, p50_millis: 3.8, p99_millis: 9.6}),
        route("generate-orders", 0, "Makes a demo order at each tick of a timer.", {state: "Stopped", wanted: false,
            mean_millis: undefined, p50_millis: undefined, p99_millis: undefined}),
        route("process-order", 48210, "What is done with each order: the step that people edit."),
        route("publish-order", 12, "Sends one order to the topic, under its user's key, and logs the delivery report."),
        route("receive-orders", 4, "Sends every order of a file in the inbox to the topic in one pass, then moves the file.",
            {mean_millis: 1840, p50_millis: 1210, p99_millis: 4100}),
        route("track-orders", 48210, "Reads the topic from its earliest order on, and hands each valid order to process-order.")];
    const CONSUMER = {route: "track-orders", group: "order-tracker", topic: "orders", partitions: 3, in_work: 2, held: 14,
        waiting_keys: 0, waiting_records: 0, waiting: [], since_poll_ms: 40, alive: true, paused: false, assigned: [0, 1, 2],
        working: [{partition: 0, key: "anna"}, {partition: 2, key: "omar"}]};
    const file = (name, stage, orders, more) => Object.assign({name, stage, bytes: 98 * orders + 20, read: 98 * orders + 20, orders,
        refused: 0, reasons: [], time: now - 90000}, more);

    const BOARD = {
        time: now, brokers: "localhost:9092", read_only: false, marks: 4, clears_in_ms: undefined, inbox_folder: "/opt/orderflow/inbox",
        verdict: {state: "well", sentence: "All is well", problems: []},
        totals: {generated: 0, received: 48198, delivered: 48210, processed: 48210, repeated: 12, refused: 0, dead_lettered: 0},
        rate: {in: 41.3, out: 41.1, p50_ms: 3.1, p99_ms: 18.4},
        backlog: {up: true, lag: 17, partitions: [0, 1, 2].map(p => ({partition: p, end: 16070 + p, committed: 16064, lag: 4 + p}))},
        latest: Array.from({length: 15}, (_, i) => order(i, i < 2 ? "received" : "processed")),
        top_items: ITEMS.map((item, i) => ({item, quantity: 9120 - 1100 * i})),
        inbox: [file("dinner.ndjson", "reading", 12000, {read: 400000}), file("lunch.ndjson", "done", 48198), file("late.csv.gz", "waiting", 40)],
        dead_letters: {count: 0, counts: counts(0, 0, 0, 0)}, jobs: [], consumers: [CONSUMER], last_save: 1, left_out: {},
        routes: ROUTES.map(each => Object.assign({}, each, {description: undefined}))
    };
    const NO_LETTERS = {counts: counts(0, 0, 0, 0), complete: true, older: 0, groups: [], letters: []};
    const MANY = {counts: counts(31, 4, 1, 2), complete: true, older: 0, groups: [
        {id: "a", reason: QUANTITY, counts: counts(28, 0, 1, 0)}, {id: "b", reason: "item is missing", counts: counts(3, 4, 0, 2)}],
    letters: [letter(7, QUANTITY, "open"), letter(8, "item is missing", "open"),
        letter(9, CLOSED + " (5 tries)", "open", {state: "open", word: "the kitchen is back"})]};

    function history(range) {
        const [step, places] = {"5m": [1000, 300], "30m": [1000, 1800], "6h": [10000, 2160], "24h": [60000, 1440]}[range];
        const values = f => Array.from({length: places * 7 / 8}, (_, i) => Math.max(0, f(i)));
        const wave = (i, high) => high * (1 + Math.sin(i / places * 9) / 2 + Math.sin(i * 1.7) / 8);
        return {range, step_ms: step, times: values(i => now - step * (places * 7 / 8 - 1 - i)),
            in: values(i => wave(i, 41)), out: values(i => wave(i - places / 40, 40)),
            waiting: values(i => Math.round(wave(i, 17))), p50_ms: values(i => wave(i, 3)), p99_ms: values(i => wave(i, 18)),
            partitions: [0, 1, 2].map(p => ({partition: p, lag: values(i => Math.round(wave(i + 9 * p, 6)))})),
            marks: [{time: now - step * places / 2, kind: "file", text: "lunch.ndjson: 48,198 orders"},
                {time: now - step * places / 3, kind: "route", text: "process-order.camel.yaml: changed process-order"},
                {time: now - step * places / 4, until: now - step * places / 5, kind: "kafka", text: "Kafka was away"}]};
    }

    const HEADERS = [{name: "dead-letter.reason", value: QUANTITY}, {name: "order.source", value: "lunch.ndjson, line 7"}, {name: "trace"}];
    const RECORD = {topic: "orders", partition: 1, offset: 4711, source: "lunch.ndjson, line 12", time: now - 300000, timestamp_type: "CreateTime", state: "processed", tries: []};
    const PAYLOAD = '{"order_id":"' + uuid(1) + '","user":"anna","item":"chicken burger","quantity":2}';
    const TRIES = [1, 2, 3].map(i => ({number: i, time: now - 60000 + 9000 * i, cause: CLOSED}));

    const USUAL = {
        board: BOARD, letters: NO_LETTERS,
        groups: {groups: [{group: "order-tracker", state: "Stable", members: [{client: "order-tracker-0", host: "/10.0.0.5",
            partitions: [0, 1, 2].map(partition => ({topic: "orders", partition}))}]}]},
        routes: {routes: ROUTES, mistakes: [], saves: []},
        route: {route: ROUTES[2], shape: {from: "direct:process-order", file: "routes/process-order.camel.yaml", line: 6, steps: [
            {id: "s1", kind: "log", label: "✅ ${body.quantity} x ${body.item} for ${body.user}", line: 8, steps: [], exchanges: 48210,
                failures: 0, mean_millis: 0.02, p50_millis: 0.01, p99_millis: 0.2},
            {id: "s2", kind: "choice", label: "", line: 9, exchanges: 48210, failures: 3, mean_millis: 0.3, p50_millis: 0.2, p99_millis: 1.1,
                steps: [{id: "w", kind: "when", label: "${body.quantity} > 100", line: 11, steps: [
                    {id: "s3", kind: "to", label: "https://kitchen.example/big-orders", line: 14, steps: [], exchanges: 12, failures: 3}]},
                {id: "o", kind: "otherwise", label: "", line: 16, steps: [
                    {id: "s4", kind: "setHeader", label: "kitchen", line: 17, steps: [], exchanges: 48198, failures: 0}]}]}]}},
        letter: Object.assign(letter(7, QUANTITY, "open"), {key: "anna", payload: '{"user":"anna","item":"tea","quantity":"2"}', headers: HEADERS}),
        story: {order_id: uuid(1), state: "processed", payload: PAYLOAD, key: "anna", headers: [{name: "order.source", value: "lunch.ndjson, line 12"}],
            records: [RECORD], dead_letters: [], looked: 48210, whole: true},
        check: {valid: false, detail: QUANTITY}, found: [{order: order(3, "processed")}, {order: order(7, "dead_lettered")},
            {end: {looked: 48210, oldest: now - 86400000, whole: false, next: "c"}}],
        acted: {}
    };

    // --- what differs, state by state; do: what a person does there, shows: how one knows that it is shown ---

    const MANY_ON_TOP = {verdict: verdict("warning", "dead_letters", "31 dead letters are open, 28 of them: " + QUANTITY, "#letters-title"),
        dead_letters: {count: 31, counts: MANY.counts}, totals: {refused: 31, dead_lettered: 31}};
    const paused = {state: "Suspended", by_hand: hand("paused", true)};
    const withRoutes = change => ({board: {routes: BOARD.routes.map(each => Object.assign({}, each, change(each.id)))}});
    const LETTERS = {board: MANY_ON_TOP, letters: MANY};
    const WAITING = {board: {
        verdict: bad("orders_waiting", "14 orders of 3 users wait: david's order " + uuid(1) + " failed 4 times, again in 7 s: " + CLOSED
            + "; 18 are not processed yet in all", "#group-title"),
        consumers: [Object.assign({}, CONSUMER, {waiting_keys: 3, waiting_records: 14,
            waiting: [waiting(1, 4, CLOSED), waiting(2, 1, CLOSED), {...waiting(0, 2, CLOSED), order_id: undefined, user: undefined}]})]}};
    const AWAY = {
        board: {clears_in_ms: undefined, rate: {in: 0, out: 0, p50_ms: undefined, p99_ms: undefined}, backlog: {up: false},
            verdict: bad("kafka_away", "Kafka has been away for 42 s: nobody answers at localhost:9092. Orders wait until it does", "#backlog-title",
                {kind: "dead_letters", severity: "warning", count: 1, sentence: MANY_ON_TOP.verdict.sentence, link: "#letters-title"}),
            dead_letters: MANY_ON_TOP.dead_letters},
        letters: problem(503, "Kafka does not answer"), groups: problem(503, "Kafka does not answer")};
    const UNKNOWN = {
        board: {rate: {in: 0, out: 0, p50_ms: undefined, p99_ms: undefined}, backlog: {up: false, lag: undefined, partitions: []},
            latest: undefined, top_items: [], inbox: [], dead_letters: {count: undefined, counts: undefined}, consumers: [
                Object.assign({}, CONSUMER, {partitions: 0, in_work: 0, held: 0, assigned: [], working: []})],
            verdict: verdict("unknown", "kafka_unknown", "Not known yet: Kafka has not answered", "#backlog-title"),
            totals: Object.fromEntries(Object.keys(BOARD.totals).map(name => [name, 0]))},
        letters: problem(503, "Kafka has not answered yet"), groups: problem(503, "Kafka does not answer")};
    const EMPTY = {board: merge(UNKNOWN.board, {backlog: {up: true, lag: 0, partitions: [0, 1, 2].map(p => ({partition: p, end: 0, committed: 0, lag: 0}))},
        latest: [], consumers: [Object.assign({}, CONSUMER, {in_work: 0, held: 0, working: []})], dead_letters: {count: 0, counts: counts(0, 0, 0, 0)}, verdict: BOARD.verdict})};
    const STATES = {
        "usual": {shows: "All is well"},
        "nothing answered yet": {board: NEVER, shows: "connecting"},
        "Kafka not known yet": {...UNKNOWN, shows: "Not known yet: Kafka has not answered"},
        "Kafka away": {...AWAY, shows: "Kafka has been away"},
        "empty": {...EMPTY, shows: "No orders yet"},
        "letters open": {...LETTERS, shows: "opened again by 127.0.0.1"},
        "letters job running": {...LETTERS, board: merge(MANY_ON_TOP, {jobs: [{id: "1", what: "replayed", by: "127.0.0.1", state: "running",
            total: 31, done: 12, skipped: 1, trouble: "Kafka does not answer; it goes on when it does"}]}),
            shows: "replayed: 12 of 31, by 127.0.0.1, 1 skipped"},
        "many letters": {board: MANY_ON_TOP, letters: {counts: MANY.counts, complete: true, older: 0, next: "c",
            groups: Array.from({length: 12}, (_, i) => ({id: "g" + i, reason: "line 1 is no JSON: kind " + i, counts: counts(3, 0, 0, 0)})),
            letters: Array.from({length: 20}, (_, i) => letter(i, QUANTITY, "open"))}, shows: "and 2 more groups"},
        "letters all set aside": {board: {dead_letters: {count: 0, counts: counts(0, 0, 0, 3)}},
            letters: {counts: counts(0, 0, 0, 3), complete: true, older: 0, groups: [{id: "a", reason: QUANTITY, counts: counts(0, 0, 0, 3)}],
                letters: [1, 2, 3].map(i => letter(i, QUANTITY, "set_aside", {word: "the till was broken that day"}))},
            do: () => click("#state-set_aside"), shows: "the till was broken",
            is: () => document.querySelector("#groups .badge").innerText === "3 set aside"},
        "letters none of these": {board: {dead_letters: {count: 0, counts: counts(0, 0, 0, 3)}},
            letters: {counts: counts(0, 0, 0, 3), complete: true, older: 0, groups: [], letters: []}, shows: "None of these"},
        "a letter open": {...LETTERS, do: () => click("#letters button[aria-label^='Show']"), shows: "order.source"},
        "a letter mended": {...LETTERS, do: () => click("#letters button[aria-label^='Mend']"), shows: "The order, as JSON"},
        "asked why": {...LETTERS, do: () => click("#set-aside-all"), shows: "31 letters stay where they are"},
        "an order written": {do: () => click("#write"), shows: "one is made where you leave it empty"},
        "a file refused": {acted: problem(409, "There is a file of that name in the inbox; wait until it is read"),
            do: () => click("#sample"), shows: "There is a file of that name"},
        "found": {do: search, shows: "2 found"},
        "found nothing": {found: [{end: {looked: 48210, oldest: now - 86400000, whole: true}}], do: search, shows: "No order with that"},
        "search failed": {found: problem(503, "Kafka does not answer"), do: search, shows: "Kafka does not answer"},
        "search running": {found: [{progress: {looked: 120000, oldest: now - 3600000}}, NEVER], do: search, shows: "Looking… 120,000"},
        "read-only": {...LETTERS, board: merge(MANY_ON_TOP, {read_only: true}), shows: "28 open"},
        "upload off": {...EMPTY, board: {...EMPTY.board, inbox_folder: undefined}, shows: "No files lately.",
            is: () => document.getElementById("inbox-bar").hidden && document.getElementById("first-orders").hidden},
        "display frozen": {do: () => click("#pause"), shows: "display frozen"},
        "connection lost": {events: LOST, shows: "The connection to the program is lost"},
        "page too many": {board: NEVER, events: problem(503, "50 pages of the board are open, and there can't be more; close one of them"),
            shows: "50 pages of the board are open"},
        "a route paused": {...withRoutes(id => id === "track-orders" ? paused : id === "publish-order"
            ? {by_hand: hand("stopped", false)} : {}), merged: {board: {
            consumers: [Object.assign({}, CONSUMER, {paused: true})],
            verdict: verdict("warning", "route_stopped", "track-orders was paused by 127.0.0.1 at 12:04", "#routes-title",
                {kind: "route_stopped", severity: "warning", count: 1, sentence: "publish-order is being stopped by 127.0.0.1 at 12:04: what is in flight"
                    + " is done first", link: "#routes-title"})}}, shows: "Resume or start it"},
        "steps of a route": {do: () => click("#routes tr:nth-child(3) button[aria-controls]"), shows: "https://kitchen.example",
            is: () => document.getElementById("shape-flow").innerText.includes("48,210 done")},
        "routes with mistakes": {board: {last_save: 2, verdict: bad("route_files", "The last change of the routes was not taken:"
            + " 2 mistakes, the first in " + MISTAKES[0], "#saves-title")},
            routes: {routes: ROUTES, mistakes: MISTAKES, saves: [
                {time: now - 8000, sentence: "2 mistakes, the first in " + MISTAKES[0], mistakes: MISTAKES, taken: false},
                {time: now - 90000, sentence: "process-order.camel.yaml: changed process-order", mistakes: [], taken: true}]}, shows: "Not taken: "},
        "waiting keys": {...WAITING, shows: "3 behind it"},
        "a consumer in trouble": {board: {consumers: [Object.assign({}, CONSUMER, {trouble: "the group may not read the topic orders: READ on"
            + " Topic orders is missing"}), Object.assign({}, CONSUMER, {route: "audit", group: "audit", alive: false, working: []})],
            verdict: bad("consumer_trouble", "track-orders can't read: the group may not read the topic orders: READ on Topic orders is missing",
                "#group-title", {kind: "consumer_trouble", severity: "bad", count: 1,
                    sentence: "The consumer of audit has ended; only a restart brings it back", link: "#group-title"})}, shows: "has ended"},
        "log scale and by partition": {do: async () => { await click("#log-scale"); await click("#by-partition"); }, shows: "All is well",
            is: () => charts.plots[1].series.length === 5 && charts.log},
        "half an hour": {do: () => click("#range-30m"), shows: "All is well", is: () => charts.data.range === "30m"},
        "six hours": {do: () => click("#range-6h"), shows: "All is well", is: () => charts.data.range === "6h"},
        "a day and its marks": {do: async () => { await click("#range-24h"); await click("#marks-box summary"); }, shows: "Kafka was away"},
        "other members": {groups: {groups: [{group: "order-tracker", state: "PreparingRebalance", members: [
            {client: "order-tracker-0", host: "/10.0.0.5", partitions: [{topic: "orders", partition: 0}, {topic: "orders", partition: 1}]},
            {client: "order-tracker-0", host: "/10.0.0.6", partitions: [{topic: "orders", partition: 4}]},
            {client: "order-tracker-0", host: "/10.0.0.7", partitions: []}]}]},
        do: () => document.getElementById("members-title").scrollIntoView(), shows: "is not known here"},
        "analytics": {board: {analytics: {state: "RUNNING", minute: {orders: 2480, quantity: 6200}, last_hour: {orders: 148210, quantity: 370210},
            late: 3, alerts: [{rule: "user-orders", user: "zoe", minute: "2026-03-01T12:00:00Z", orders: 61, quantity: 80, limit: 60},
                {rule: "item-surge", item: "iced tea", minute: "2026-03-01T12:00:00Z", orders: 20, quantity: 51, usual: 9.4}]}},
        shows: "orders in the last hour"},
        "begin elsewhere": {do: () => click("#find summary"), shows: "older than"},
        "more than fits": {...LETTERS, board: merge(MANY_ON_TOP, {left_out: {problems: 2, consumers: 3, partitions: 84, inbox: 5, routes: 0}}),
            shows: "and 84 more"},
        "files that failed": {board: {inbox: [file("broken.ndjson", "failed", 12, {refused: 40, reasons: ["line 3: " + QUANTITY, "line 9: user is missing"]}),
            file("slow.ndjson", "waiting", 2, {reasons: ["it may be incomplete: its last line has no end; it is read when it has not changed for 30 s"]}),
            file("kept.csv", "stuck", 7, {reasons: ["done/kept.csv can't be written: Permission denied"]}), file("gone.csv", "lost", 1)],
        verdict: bad("inbox_unread", "receive-orders has not read the folder /opt/orderflow/inbox for 42 s: Permission denied",
            "#inbox-title")}, shows: "can’t be moved"},

        // --- an order's own page ---
        "order processed": {at: "/orders/" + uuid(1), shows: "Processed"},
        "order waiting": {at: "/orders/" + uuid(1), story: {state: "received", waiting: waiting(1, 3, CLOSED),
            records: [Object.assign({}, RECORD, {state: "received", source: undefined, tries: TRIES})]}, shows: "3 records wait behind it"},
        "order is a dead letter": {at: "/orders/" + uuid(1), story: {state: "dead_lettered", records: [Object.assign({}, RECORD,
            {state: "dead_lettered", tries: TRIES, mended: "0-3", replays: 2})], dead_letters: [Object.assign(letter(7, CLOSED, "open"),
            {source: "orders, partition 1, offset 4711"}), letter(8, QUANTITY, "replayed", {})]}, shows: "replayed by 127.0.0.1"},
        "order unknown": {at: "/orders/" + uuid(1), story: {state: "unknown", whole: false,
            records: [Object.assign({}, RECORD, {state: "unknown"})]}, shows: "What became of it is not known"},
        "order not found": {at: "/orders/nobody", story: problem(404, "There is no order nobody among the newest 48,210 records"), shows: "not found"},
        "order while Kafka is away": {at: "/orders/nobody", story: problem(503, "Kafka does not answer"), shows: "Kafka does not answer"},
        "order while the program is away": {at: "/orders/nobody", story: LOST, shows: "The program does not answer"},
        "order looked for": {at: "/orders/nobody", story: NEVER, shows: "looking for it"}
    };

    async function search() {
        document.getElementById("order-id").value = "anna";
        await click("#find button");
    }

    // --- the program's place ---

    /** Of a state with the usual, by the names above; the API's names for these are in SCHEMAS. */
    function answersOf(name) {
        const state = STATES[name];
        const answers = {};
        for (const part of Object.keys(USUAL)) answers[part] = merge(USUAL[part], state[part]);
        answers.board = merge(answers.board, (state.merged || {}).board);
        return answers;
    }

    const SCHEMAS = {board: "Board", letters: "LetterPage", groups: "Groups", routes: "RoutePage", route: "RouteWhole", letter: "WholeLetter",
        story: "OrderStory", check: "Check"};

    window.states = {
        names: () => Object.keys(STATES),
        where: name => (STATES[name].at || "/") + "?state=" + encodeURIComponent(name),
        /** What is fed, as [schema, JSON]. */
        fed: () => Object.keys(STATES).flatMap(name => {
            const answers = answersOf(name);
            return [...Object.keys(SCHEMAS).filter(part => isObject(answers[part])).map(part =>
                [answers[part].status ? "Problem" : SCHEMAS[part], JSON.stringify(answers[part])]),
            ...["5m", "30m", "6h", "24h"].map(range => ["History", JSON.stringify(history(range))]),
            ...(Array.isArray(answers.found) ? answers.found.filter(isObject).map(line => ["OrderLine", JSON.stringify(line)]) : [])];
        }),
        asked: [],
        /** Puts another answer in place of a part's. */
        answer: (part, value) => { answers[part] = value; },
        /** Does what the state wants, and says what it does not show then. */
        play: async () => {
            const state = STATES[played];
            if (await until(() => document.body.innerText.includes(state.at ? "Order " : "Order board"), 5000)) return "the page";
            if (state.do) {
                if (await until(() => typeof board === "undefined" || board && charts.plots.length, 5000)) return "the board and its charts";
                await state.do();
            }
            return await until(() => document.body.innerText.includes(state.shows) && (!state.is || state.is())
                || Array.from(document.querySelectorAll("input, textarea"), e => e.value).includes(state.shows), 5000) ? state.shows : "";
        }
    };

    async function until(condition, millis) {
        for (const end = Date.now() + millis; Date.now() < end; await new Promise(done => setTimeout(done, 20))) {
            if (condition()) return false;
        }
        return true;
    }

    async function click(selector) {
        await until(() => document.querySelector(selector) && document.querySelector(selector).checkVisibility(), 5000);
        document.querySelector(selector).click();
    }

    const played = new URLSearchParams(location.search).get("state");
    if (!played) return;
    const answers = answersOf(played);

    function answerTo(path, method) {
        if (method === "POST") {
            if (path === "/api/orders/check") return answers.check;
            const by = path.match(/^\/api\/routes\/(.*)\/(pause|stop)$/);
            return answers.acted.status ? answers.acted : path.startsWith("/api/routes/")
                ? {route: by ? Object.assign({}, ROUTES[2], {by_hand: hand(by[2] === "stop" ? "stopped" : "paused", true)}) : ROUTES[2]}
                : {id: "1", what: path.endsWith("set-aside") ? "set_aside" : path.endsWith("reopen") ? "open" : path.endsWith("mend") ? "mended" : "replayed",
                    by: "127.0.0.1", state: "done", total: 1, done: 1, skipped: 0};
        }
        const [exact, part] = [["/api/dead-letters", "letters"], ["/api/groups", "groups"], ["/api/routes", "routes"], ["/api/events", "events"],
            ["/api/orders", "found"]].find(([each]) => path === each) || [["/api/dead-letters/", "letter"], ["/api/routes/", "route"],
            ["/api/orders/", "story"]].find(([each]) => path.startsWith(each)) || [];
        return exact === undefined ? undefined : part === "events" ? STATES[played].events : answers[part];
    }

    /** Behind the cursor there is a letter more. */
    const older = page => Object.assign({}, page, {next: undefined, letters: [letter(99, "an older one", "open")]});

    window.fetch = async (url, options) => {
        const at = new URL(url, location.href);
        const method = (options || {}).method || "GET";
        window.states.asked.push(method + " " + at.pathname + at.search);
        const answer = at.pathname === "/api/history" ? history(at.searchParams.get("range")) : answerTo(decodeURIComponent(at.pathname), method);
        if (at.searchParams.get("cursor") && answer.letters) return new Response(JSON.stringify(older(answer)));
        if (answer === LOST) throw new TypeError("Failed to fetch");
        if (answer === NEVER) return new Promise(() => {});
        if (!Array.isArray(answer)) return new Response(JSON.stringify(answer), {status: answer.status || 200});
        return new Response(new ReadableStream({start(lines) {
            answer.filter(isObject).forEach(line => lines.enqueue(new TextEncoder().encode(JSON.stringify(line) + "\n")));
            if (!answer.includes(NEVER)) lines.close();
        }}));
    };

    let sources = 0;
    window.EventSource = class {
        constructor() {
            this.readyState = isObject(STATES[played].events) ? 2 : 1;
            const first = ++sources === 1;
            const tell = () => {
                if (this.readyState === 2) return this.onerror && this.onerror();
                answers.board.time = Date.now();
                this.onmessage({data: JSON.stringify(answers.board)});
                if (STATES[played].events === LOST) setTimeout(() => this.onerror(), 100);
                else setTimeout(tell, 1000);
            };
            if (answers.board !== NEVER && (first || STATES[played].events !== LOST) || isObject(STATES[played].events)) setTimeout(tell, 20);
        }
        close() {
            this.readyState = 2;
            this.onerror = null;
        }
    };
    window.EventSource.CLOSED = 2;
})();
