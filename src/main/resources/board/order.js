"use strict";

// One order: what happened to it, and what it is.

const id = decodeURIComponent(location.pathname.slice("/orders/".length));
const EACH = 3000;
/** Longer than the program looks for an order. */
const PATIENCE = 70000;

let shown = null;
let failures = 0;
/** What is known of where a record came from, by its place. */
const sources = new Map();

/** As data, so that what is as it was is left alone: a person may be reading it. */
function step(look, what, when, ...lines) {
    return {look, what, when, lines};
}

const soft = text => ["soft", text];
const bad = text => ["reason", text];

function stepItem(step) {
    const item = element("li", step.look);
    item.append(element("strong", "", step.what), element("span", "soft", " " + step.when),
        ...step.lines.map(([look, text]) => element("p", look, text)));
    return item;
}

const NO_SOURCE = "from where is not known: its record says nothing of a file or a client, and Kafka keeps no name of who sent it";

/** Kafka keeps one time of a record, and not when it acknowledged it. */
const WHEN = {CreateTime: "sent ", LogAppendTime: "written ", NoTimestampType: ""};

const placeOf = record => record.topic + ", partition " + record.partition + ", offset " + record.offset;

/** The orders of large files do not say where they stood: it is looked for while this page is there. */
async function lookInFiles(record) {
    let said = {};
    try {
        const answer = await fetch("/api/orders/" + encodeURIComponent(id) + "/file?partition=" + record.partition
            + "&offset=" + record.offset);
        if (answer.ok) said = await answer.json();
    } catch (e) {
        // it is not known then
    }
    sources.set(placeOf(record), inFiles(said));
    showStory(shown);
}

function inFiles(said) {
    const [place, where, number] = said.place ? said.place.match(/^(.*, \w+ )(\d+)$/) || [said.place, said.place] : [];
    if (place) return "stands in " + where + (number ? numbers.format(number) : "") + ": found there, its record does not name it";
    return NO_SOURCE + (said.files ? "; " + (said.whole ? "it stands in none of the large files of the inbox"
        : "there was no time to look through all files of the inbox") : "");
}

function sourceOf(record) {
    if (record.source !== undefined) return "from " + record.source;
    if (record.mended !== undefined || record.replays !== undefined) return NO_SOURCE;
    if (!sources.has(placeOf(record))) {
        sources.set(placeOf(record), "from where is looked for in the files of the inbox");
        lookInFiles(record);
    }
    return sources.get(placeOf(record));
}

/** Of one record, the oldest first. */
function steps(record, letters) {
    const place = placeOf(record);
    const items = [step("", "In the topic", WHEN[record.timestamp_type] + dayAndTime(record.time), soft(place), soft(sourceOf(record)),
        ...(record.mended === undefined ? [] : [soft("sent in place of dead letter " + record.mended)]),
        ...(record.replays === undefined ? [] : [soft("replayed from the dead letters, " + times(record.replays))]))];
    for (const tried of record.tries) {
        items.push(step("bad", "Try " + tried.number + " failed", dayAndTime(tried.time), bad(tried.cause)));
    }
    for (const letter of letters.filter(l => l.source === place)) items.push(letterStep(letter));
    if (record.state === "processed") items.push(step("good", "Processed", ""));
    if (record.state === "unknown") items.push(step("warn", "What became of it is not known", "not all dead letters were looked at, or Kafka does not answer"));
    return items;
}

function letterStep(letter) {
    return step("bad", "Dead letter " + letter.id, dayAndTime(letter.time), bad(letter.reason), soft("from " + letter.source),
        ...(letter.action ? [soft(doneWith(letter.action))] : letter.state === "open" ? [soft("open")] : []));
}

function waits(waiting) {
    const behind = waiting.behind ? "; " + numbers.format(waiting.behind) + (waiting.behind === 1 ? " record waits" : " records wait")
        + " behind it" : "";
    return step("warn", "Waits for its next try", soon(waiting.next_ms), soft("failed " + times(waiting.tries) + behind));
}

function showOrder(order) {
    shown = order;
    showState(...STATES[order.state]);
    showStory(order);
}

function showStory(order) {
    const items = [];
    const places = order.records.map(placeOf);
    for (const letter of order.dead_letters.filter(l => !places.includes(l.source)).reverse()) items.push(letterStep(letter));
    for (const record of order.records.slice().reverse()) items.push(...steps(record, order.dead_letters));
    if (order.waiting) items.push(waits(order.waiting));
    else if (order.state === "received") items.push(step("warn", "Waits to be processed", ""));
    if (!order.whole) items.push(step("", "What is older was not looked at", numbers.format(order.looked) + " records were"));
    fill(byId("story"), items, (item, i) => i + item.what, stepItem);
    for (const card of ["story-card", "payload-card"]) byId(card).hidden = false;
    setText(byId("payload"), order.payload);
    const facts = [...(order.key === undefined ? [] : [["Key", order.key]]),
        ...order.headers.map(h => [h.name, h.value === undefined ? "no value" : h.value])];
    fill(byId("facts"), facts.flatMap(([name, value]) => [["dt", name], ["dd", value]]), (part, i) => String(i),
        ([kind, text]) => element(kind, "", text));
}

function showState(state, look) {
    setText(byId("state"), state);
    byId("state").className = "badge " + look;
}

/** Says whether it may soon be otherwise. */
async function load() {
    try {
        const order = await answerOf("/api/orders/" + encodeURIComponent(id), {signal: AbortSignal.timeout(PATIENCE)});
        failures = 0;
        byId("trouble").hidden = true;
        showOrder(order);
        return order.state === "received" || order.state === "unknown";
    } catch (e) {
        // others may be looked for at that moment
        if (shown && ++failures < 2) return true;
        setText(byId("trouble"), e.message);
        byId("trouble").hidden = false;
        showState(e.status === 404 ? "not found" : "not known", shown ? "warn" : "");
        return e.status !== 404 && e.status !== 400;
    }
}

// --- while it is not done with, it is asked for again ---

let due = true;

/** What takes the program long is asked for seldom; while nobody sees the page, it is not. */
async function follow() {
    if (!due) return;
    due = false;
    const begin = Date.now();
    if (!await load()) return;
    setTimeout(() => {
        due = true;
        if (!document.hidden) follow();
    }, Math.max(EACH, 4 * (Date.now() - begin)));
}

document.addEventListener("visibilitychange", () => document.hidden || follow());

setText(byId("id"), id);
document.title = "Order " + id;
byId("copy").addEventListener("click", () => copyText(shown.payload, byId("copy")));
follow();
