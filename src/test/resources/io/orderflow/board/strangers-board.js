"use strict";

// Shows a stranger's text in each place of the board that can show one, and looks for those where it is not to be seen as
// text, and for what it has become where it is none. Run in the page, with the text and a function for the outcome.

const [text, done] = arguments;
const places = [];
const at = place => {
    if (!places.includes(place)) places.push(place);
    return text + " " + place;
};

const counts = {open: 1, replayed: 1, mended: 0, set_aside: 0};
const hand = name => ({what: "paused", by: at(name), time: 1, done: true});
const route = {id: at("route id"), state: "Suspended", wanted: true, direct: false, by_hand: hand("route by"), exchanges: 1, failures: 0};
const waiting = {order_id: at("waiting id"), user: at("waiting user"), partition: 0, offset: 1, tries: 2, cause: at("waiting cause"),
    since_ms: 1, next_ms: 1, behind: 0};
const order = name => ({order_id: at(name + " id"), user: at(name + " user"), item: at(name + " item"), quantity: 1, partition: 0,
    offset: 1, time: 1, state: "processed"});
const job = {id: "1", what: "replayed", by: at("job by"), state: "running", total: 2, done: 1, skipped: 0, trouble: at("job trouble")};
const letter = {id: "0-1", reason: at("letter reason"), source: at("letter source"), value: at("letter value"), partition: 0, offset: 1,
    time: 1, state: "set_aside", action: {state: "set_aside", by: at("letter by"), time: 1, word: at("letter word")}};

const message = {
    time: Date.now(), brokers: at("brokers"), totals: board.totals, rate: {in: 1, out: 1}, marks: -2, read_only: false,
    verdict: {state: "bad", sentence: text, problems: [
        {kind: "trouble", severity: "bad", sentence: at("worst problem"), link: "#group-title"},
        {kind: "inbox_unread", severity: "bad", sentence: at("other problem"), link: "#inbox-title"}]},
    backlog: {up: true, lag: 1, partitions: [{partition: 0, end: 2, committed: 1, lag: 1}]},
    latest: [order("latest")], top_items: [{item: at("top item"), quantity: 1}],
    inbox: [{name: at("file name"), stage: "failed", bytes: 1, read: 1, orders: 0, refused: 1, reasons: [at("file reason")], time: 1},
        {name: at("reading name"), stage: "reading", bytes: 2, read: 1, orders: 0, refused: 0, reasons: [], time: 1}],
    inbox_folder: at("inbox folder"), dead_letters: {count: 1, counts: counts}, routes: [route], jobs: [job], last_save: -3,
    consumers: [{route: at("consumer route"), group: at("group id"), topic: at("topic name"), partitions: 1, in_work: 1, held: 1,
        waiting_keys: 1, waiting_records: 1, waiting: [waiting], since_poll_ms: 1, alive: true, paused: false, assigned: [0],
        working: [{partition: 0, key: at("working key")}]}],
    analytics: {state: "RUNNING", minute: {orders: 1, quantity: 1}, last_hour: {orders: 1, quantity: 1}, late: 1, alerts: [
        {rule: "user-orders", user: at("alert user"), minute: "2026-03-01T12:00:00Z", orders: 61, quantity: 80, limit: 60},
        {rule: "item-surge", item: at("alert item"), minute: "2026-03-01T12:00:00Z", orders: 20, quantity: 51, usual: 10}]},
    left_out: {}
};

const answers = {
    "/api/dead-letters?": {counts: counts, complete: true, older: 0, letters: [letter],
        groups: [{id: "g", reason: at("letter group"), counts: counts}]},
    "/api/dead-letters/0-1": Object.assign({key: at("letter key"), payload: at("letter payload"),
        headers: [{name: at("header name"), value: at("header value")}]}, letter),
    "/api/groups": {groups: [{group: at("member group"), state: at("group state"), members: [{client: at("client id"), host: at("host"),
        partitions: [{topic: at("member topic"), partition: 0}]}]}]},
    "/api/routes/": {route: route, shape: {from: at("route from"), file: at("route file"), line: 1, steps: [
        {id: "s", kind: at("step kind"), label: at("step label"), line: 2, steps: []}]}},
    "/api/routes": {routes: [Object.assign({description: at("route description")}, route)],
        mistakes: [], saves: [{time: 1, sentence: at("save"), mistakes: [at("save mistake 1"), at("save mistake 2")], taken: false}]},
    "/api/history": {range: charts.range, step_ms: 1000, times: [Date.now()], in: [1], out: [1], waiting: [1], p50_ms: [1], p99_ms: [1],
        partitions: [{partition: 0, lag: [1]}], marks: [{time: Date.now(), kind: "file", text: at("mark")}]},
    "/api/orders?": {order: order("found")},
    "/api/orders/check": {valid: false, detail: at("mended check")}
};

// the program itself is not heard meanwhile, and each message is drawn at once
const heard = events.onmessage;
events.onmessage = null;
window.requestAnimationFrame = draw => draw();
window.fetch = async url => new Response(JSON.stringify(answers[Object.keys(answers).find(path => String(url).startsWith(path))]) + "\n");
lettersSeen = lettersAsked = groupsAsked = routesAsked = charts.asked = 0;
document.getElementById("members-title").scrollIntoView();
for (const i of [0, 1]) heard({data: JSON.stringify(Object.assign(message, {time: message.time + i}))});
shownRoute = route.id;
loadShape(route.id);
loadChart();
find(new URLSearchParams({q: text}), 0);
openLetter("0-1");
mendLetter("0-1");
uploadAll([new File(["x"], at("uploaded name"))]);
stopRoute(at("stopped route"));
sayRoutes(at("routes said"));
setText(document.getElementById("write-said"), at("why an order is none"));
say(at("letters said"));

const missing = () => {
    // what was asked for before may be answered late
    lettersSeen = charts.version = lastSave = "";
    lettersAsked = charts.asked = groupsAsked = routesAsked = 0;
    document.getElementById("members-title").scrollIntoView();
    heard({data: JSON.stringify(message)});
    // the words for a mark beside the pointer
    charts.plots.forEach(plot => plot.setCursor({left: plot.valToPos(charts.data.end, "x"), top: 1}));
    const shown = document.body.textContent + Array.from(document.querySelectorAll("[title]"), e => e.title).join();
    const near = document.getElementById("chart-near").textContent.includes(text + " mark");
    return [...places.filter(place => !shown.includes(text + " " + place)), ...(near ? [] : ["mark beside the pointer"])];
};
const until = Date.now() + 8000;
const look = () => {
    const left = missing();
    if (left.length && Date.now() < until) setTimeout(look, 100);
    else done({places: places.length, missing: left, elements: document.querySelectorAll("img, main script, main b").length});
};
look();
