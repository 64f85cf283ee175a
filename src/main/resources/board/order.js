"use strict";

// One order: what happened to it, and what it is.

const id = decodeURIComponent(location.pathname.slice("/orders/".length));
let payload = "";

function step(look, what, when, ...more) {
    const item = element("li", look);
    item.append(element("strong", "", what), element("span", "soft", " " + when), ...more);
    return item;
}

function local(millis) {
    return new Date(millis).toLocaleString();
}

const NO_SOURCE = "from where is not known: its record says nothing of a file or a client, and Kafka keeps no name of who sent it";

/** Kafka keeps one time of a record, and not when it acknowledged it. */
const WHEN = {CreateTime: "sent ", LogAppendTime: "written ", NoTimestampType: ""};

/** The orders of large files do not say where they stood: it is looked for while this page is there. */
async function lookInFiles(record, line) {
    setText(line, "from where is looked for in the files of the inbox");
    let said = {};
    try {
        const answer = await fetch("/api/orders/" + encodeURIComponent(id) + "/file?partition=" + record.partition
            + "&offset=" + record.offset);
        if (answer.ok) said = await answer.json();
    } catch (e) {
        // it is not known then
    }
    const [place, where, number] = said.place ? said.place.match(/^(.*, \w+ )(\d+)$/) || [said.place, said.place] : [];
    if (place) return setText(line, "stands in " + where + (number ? numbers.format(number) : "") + ": found there, its record does not name it");
    setText(line, NO_SOURCE + (said.files ? "; " + (said.whole ? "it stands in none of the large files of the inbox"
        : "there was no time to look through all files of the inbox") : ""));
}

/** Of one record, the oldest first. */
function steps(record, letters) {
    const place = record.topic + ", partition " + record.partition + ", offset " + record.offset;
    const source = element("p", "soft", record.source === undefined ? NO_SOURCE : "from " + record.source);
    if (record.source === undefined && record.mended === undefined && record.replays === undefined) lookInFiles(record, source);
    const items = [step("", "In the topic", WHEN[record.timestamp_type] + local(record.time), element("p", "soft", place), source,
        ...(record.mended === undefined ? [] : [element("p", "soft", "sent in place of dead letter " + record.mended)]),
        ...(record.replays === undefined ? [] : [element("p", "soft", "replayed from the dead letters, " + record.replays
            + (record.replays === 1 ? " time" : " times"))]))];
    for (const tried of record.tries) {
        items.push(step("bad", "Try " + tried.number + " failed", local(tried.time), element("p", "reason", tried.cause)));
    }
    for (const letter of letters.filter(l => l.source === place)) items.push(letterStep(letter));
    if (record.state === "processed") items.push(step("good", "Processed", ""));
    if (record.state === "unknown") items.push(step("warn", "What became of it is not known", "not all dead letters were looked at, or Kafka does not answer"));
    return items;
}

function letterStep(letter) {
    return step("bad", "Dead letter " + letter.id, local(letter.time), element("p", "reason", letter.reason),
        element("p", "soft", "from " + letter.source));
}

function showOrder(order) {
    const [state, look] = STATES[order.state];
    setText(byId("state"), state);
    byId("state").className = "badge " + look;
    const items = [];
    const places = order.records.map(r => r.topic + ", partition " + r.partition + ", offset " + r.offset);
    for (const letter of order.dead_letters.filter(l => !places.includes(l.source)).reverse()) items.push(letterStep(letter));
    for (const record of order.records.slice().reverse()) items.push(...steps(record, order.dead_letters));
    if (order.waiting) {
        items.push(step("warn", "Waits for its next try", "in " + duration(order.waiting.next_ms), element("p", "soft",
            "failed " + order.waiting.tries + " times; " + order.waiting.behind + " wait behind it")));
    } else if (order.state === "received") {
        items.push(step("warn", "Waits to be processed", ""));
    }
    if (!order.whole) items.push(step("", "What is older was not looked at", numbers.format(order.looked) + " records were"));
    byId("story").replaceChildren(...items);
    payload = order.payload;
    byId("payload-card").hidden = false;
    setText(byId("payload"), payload);
    const fact = (name, value) => [element("dt", "", name), element("dd", "", value)];
    byId("facts").replaceChildren(...(order.key === undefined ? [] : fact("Key", order.key)),
        ...order.headers.flatMap(h => fact(h.name, h.value === undefined ? "no value" : h.value)));
}

async function load() {
    try {
        showOrder(await answerOf("/api/orders/" + encodeURIComponent(id)));
    } catch (e) {
        byId("trouble").hidden = false;
        setText(byId("trouble"), e.message);
        setText(byId("state"), e.status === 404 ? "not found" : "not known");
    }
}

setText(byId("id"), id);
document.title = "Order " + id;
byId("copy").addEventListener("click", () => copyText(payload, byId("copy")));
load();
