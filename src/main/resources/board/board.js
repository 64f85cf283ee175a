"use strict";

// The board: what comes each second is kept and shown.

const SILENCE = 5000;

function showFigures(board) {
    setText(byId("brokers"), board.brokers);
    setText(byId("rate-in"), rate(board.rate.in));
    setText(byId("rate-out"), rate(board.rate.out));
    setText(byId("waiting"), board.backlog.lag === undefined ? "?" : numbers.format(board.backlog.lag));
    setText(byId("letter-count"), board.dead_letters.count === undefined ? "?" : numbers.format(board.dead_letters.count));
    byId("waiting-figure").classList.toggle("warn", board.backlog.lag > 1000);
    byId("letters-figure").classList.toggle("bad", board.dead_letters.count > 0);
    document.title = rate(board.rate.in) + "/s in, " + rate(board.rate.out) + "/s out – Order board";
}

const TOTALS = {
    generated: "generated", received: "received from files", delivered: "delivered to Kafka", processed: "processed",
    repeated: "repeated, not processed again", refused: "refused in files", dead_lettered: "dead-lettered"
};

function showTotals(totals) {
    const list = byId("totals");
    for (const name of Object.keys(TOTALS)) {
        let value = byId("total-" + name);
        if (!value) {
            value = element("dd");
            value.id = "total-" + name;
            list.append(element("dt", "", TOTALS[name]), value);
        }
        setText(value, numbers.format(totals[name]));
        if (name === "refused" || name === "dead_lettered") value.classList.toggle("bad", totals[name] > 0);
    }
}

function bar(name, value, share, className) {
    const item = element("li");
    const filled = element("span", "bar");
    filled.style.width = (100 * share) + "%";
    filled.ariaHidden = "true";
    item.append(filled, element("span", "name", name), element("span", className || "", value));
    return item;
}

function showBars(id, items, name, value, text) {
    const most = Math.max(1, ...items.map(value));
    fill(byId(id), items.map(item => ({name: name(item), value: text(item), share: value(item) / most})),
        item => item.name,
        (item, known) => {
            const made = bar(item.name, item.value, item.share);
            // so that its width goes on from where it was
            if (known) {
                known.replaceChildren(...made.children);
                return known;
            }
            return made;
        });
}

/** Of all copies of the program, where the analytics are switched on. */
function showAnalytics(analytics) {
    byId("analytics").hidden = !analytics;
    if (!analytics) return;
    const rows = [["orders this minute", analytics.minute.orders], ["orders in the last hour", analytics.last_hour.orders],
        ["quantity in the last hour", analytics.last_hour.quantity]];
    if (analytics.late) rows.push(["orders too late for their minute", analytics.late]);
    fill(byId("sums"), rows.flatMap(([name, value]) => [["dt", name], ["dd", numbers.format(value), name]]),
        row => row[0] + (row[2] || row[1]), ([kind, text]) => element(kind, "", text));
    fill(byId("order-alerts"), analytics.alerts, alert => alert.rule + alert.minute + (alert.user || alert.item), alert => {
        const item = element("li");
        item.append(element("p", "", alert.user ? alert.user + ": " + alert.orders + " orders in a minute"
            : alert.item + ": " + numbers.format(alert.quantity) + " in a minute, usually " + fine.format(alert.usual)));
        item.append(element("p", "soft", time(Date.parse(alert.minute))));
        return item;
    });
}


function orderRow(order) {
    const [state, look] = STATES[order.state];
    const row = element("tr");
    const badge = element("td");
    badge.append(element("span", "badge " + look, state));
    const item = element("td", "text");
    const link = element("a", "", order.item);
    link.href = "/orders/" + encodeURIComponent(order.order_id);
    link.title = order.item + ", order " + order.order_id;
    item.append(link);
    row.append(cell("t", time(order.time)), cell("n", numbers.format(order.quantity)), item,
        cell("text", order.user), badge, cell("n", String(order.partition)), cell("n", numbers.format(order.offset)));
    return row;
}

const STAGES = {
    waiting: ["waits", ""], reading: ["reading", ""], done: ["done", "good"], failed: ["failed", "bad"],
    stuck: ["can’t be moved", "warn"], lost: ["gone", "warn"]
};

function size(bytes) {
    if (bytes < 1e3) return numbers.format(bytes) + " B";
    return bytes < 1e6 ? fine.format(bytes / 1e3) + " kB" : fine.format(bytes / 1e6) + " MB";
}

function fileItem(file) {
    const [stage, look] = STAGES[file.stage];
    const item = element("li");
    const head = element("div", "head");
    head.append(element("span", "name", file.name), element("span", "badge " + look, stage));
    item.append(head);
    const counts = [];
    if (file.stage === "reading") {
        const progress = element("progress");
        progress.max = Math.max(1, file.bytes);
        progress.value = file.read;
        progress.ariaLabel = file.name + ", how far it is read";
        item.append(progress);
        counts.push(size(file.read) + " of " + size(file.bytes));
    } else {
        counts.push(size(file.bytes));
    }
    if (file.stage !== "waiting") counts.push(numbers.format(file.orders) + (file.orders === 1 ? " order" : " orders"));
    if (file.refused) counts.push(numbers.format(file.refused) + " refused");
    item.append(element("p", "soft", counts.join(" · ") + " · " + time(file.time)));
    for (const reason of file.reasons) {
        item.append(element("p", file.stage === "waiting" ? "waits" : "reason", reason));
    }
    if (file.refused > file.reasons.length && file.reasons.length) {
        item.append(element("p", "soft", "and " + numbers.format(file.refused - file.reasons.length) + " more"));
    }
    return item;
}

function show(board) {
    showVerdict(board.verdict);
    showFigures(board);
    showChart(board);
    showTotals(board.totals);
    showBars("backlog", board.backlog.partitions, p => "partition " + p.partition, p => p.lag,
        p => numbers.format(p.lag) + " of " + numbers.format(p.end));
    showBars("items", board.top_items, i => i.item, i => i.quantity, i => numbers.format(i.quantity));
    showAnalytics(board.analytics);
    fill(byId("latest"), board.latest || [], o => o.partition + "/" + o.offset, orderRow);
    fill(byId("inbox"), board.inbox, f => f.name + "/" + (f.stage === "reading" ? "" : f.time), fileItem);
    showLetters(board.dead_letters, board.jobs);
    showInboxBar(board);
    showGroup(board.consumers, board.backlog.up);
    showRoutes(board);
    for (const name of ["problems", "consumers", "partitions", "inbox", "alerts"]) more(name, board.left_out[name]);
    setText(byId("no-orders"), !board.latest ? "Not known yet" : "No orders yet."
        + (byId("inbox-bar").hidden ? "" : " Drop a file of them onto this page, or begin with a sample."));
    byId("no-orders").hidden = Boolean(board.latest && board.latest.length);
    byId("no-partitions").hidden = board.backlog.partitions.length > 0;
    byId("no-items").hidden = board.top_items.length > 0;
    byId("no-files").hidden = board.inbox.length > 0;
}

/** An event has what fits into it: the rest is in the API. */
function more(name, count) {
    const said = byId("more-" + name);
    const text = count ? "and " + numbers.format(count) + " more" : "";
    if (said.textContent === text) return;
    const link = element("a", "", text);
    link.href = "/api/board";
    said.replaceChildren(...(count ? [link] : []));
}

// --- the verdict, and what is wrong, the worst first ---

/** What mends the worst, where that is the same each time. */
const REMEDIES = {
    kafka_away: "Start Kafka, or correct its address; the program goes on by itself then.",
    route_files: "Correct the file and save it; until then the routes run as before.",
    orders_waiting: "They are tried again by themselves: mend the cause.",
    route_stopped: "Resume or start it with its button below Routes.",
    dead_letters: "Mend the cause and replay them, mend one by itself, or set aside what is not wanted: below Dead letters."
};
const WITH_BUTTONS = ["route_stopped", "dead_letters"];

function showVerdict(verdict) {
    const box = byId("verdict");
    if (box.dataset.state !== verdict.state) box.dataset.state = verdict.state;
    // what only counts on is no news for a screen reader
    const said = verdict.problems.map(problem => problem.kind).join() || verdict.state;
    const sentence = byId("verdict-sentence");
    sentence.setAttribute("aria-live", box.dataset.said === said ? "off" : "polite");
    box.dataset.said = said;
    const worst = verdict.problems[0];
    if (!worst) {
        setText(sentence, verdict.sentence);
    } else {
        if (!sentence.firstElementChild) sentence.replaceChildren(element("a"));
        sentence.firstElementChild.setAttribute("href", worst.link);
        setText(sentence.firstElementChild, worst.sentence);
    }
    setText(byId("remedy"), worst && REMEDIES[worst.kind] && !(board.read_only && WITH_BUTTONS.includes(worst.kind)) ? REMEDIES[worst.kind] : "");
    fill(byId("problems"), verdict.problems.slice(1), (p, i) => p.kind + "/" + i, problem => {
        const item = element("li", problem.severity);
        const link = element("a", "", problem.sentence);
        link.href = problem.link;
        item.append(link);
        return item;
    });
}

// --- what stands between the board and the program, told once each ---

function alerts() {
    const texts = [];
    if (!connected && board) {
        texts.push("The connection to the program is lost. What you see is from " + time(board.time) + "; it goes on by itself when the program answers.");
    } else if (!connected && refusal) {
        texts.push(refusal);
    } else if (!connected && failedOnce) {
        texts.push("The program does not answer. The board goes on by itself when it does.");
    }
    fill(byId("alerts"), texts, text => text, text => element("p", "alert", text));
    const badge = byId("connection");
    setText(badge, connected ? (paused ? "display frozen" : "live") : failedOnce ? "no connection" : "connecting");
    badge.className = "badge " + (connected ? (paused ? "warn" : "good") : failedOnce ? "bad" : "");
    const lost = !connected && board !== null;
    for (const part of ["board", "verdict"]) byId(part).classList.toggle("lost", lost);
    setText(byId("verdict-age"), lost ? "When the program answered last, at " + time(board.time) + ":" : "");
    if (!connected && failedOnce) document.title = "No connection – Order board";
}

// --- live ---

let board = null;
let connected = false;
let failedOnce = false;
let refusal = null;
let paused = false;
let waitingForFrame = false;
let events = null;
let heard = 0;

function keep(message) {
    addToChart(message);
    board = message;
}

/** However many messages come, there is one drawing a frame, and none while nobody can see it. */
function draw() {
    if (waitingForFrame || document.hidden) return;
    waitingForFrame = true;
    requestAnimationFrame(() => {
        waitingForFrame = false;
        alerts();
        if (board && !paused && connected) show(board);
    });
}

function connect() {
    if (events) events.close();
    heard = Date.now();
    events = new EventSource("/api/events");
    events.onmessage = message => {
        heard = Date.now();
        connected = true;
        failedOnce = false;
        refusal = null;
        keep(JSON.parse(message.data));
        draw();
    };
    events.onerror = () => {
        if (events.readyState === EventSource.CLOSED) askWhy();
        else refusal = null;
        lost();
    };
}

/** A browser does not tell a page why its stream of events was refused, but the same question asked otherwise is answered. */
async function askWhy() {
    const asking = new AbortController();
    try {
        const answer = await fetch("/api/events", {signal: asking.signal});
        refusal = answer.ok ? null : (await answer.json()).detail;
    } catch (e) {
        refusal = null;
    }
    asking.abort();
    draw();
}

function lost() {
    connected = false;
    failedOnce = true;
    draw();
}

setInterval(() => {
    // a browser gives up where it was answered with an error, and a dead line says nothing at all
    if (Date.now() - heard > SILENCE || events.readyState === EventSource.CLOSED) {
        lost();
        connect();
    }
}, 2000);

addEventListener("online", connect);
// a page that is left may be kept for who comes back to it, and must not keep its place meanwhile
addEventListener("pagehide", () => events.close());
addEventListener("pageshow", event => event.persisted && connect());
document.addEventListener("visibilitychange", draw);

byId("pause").addEventListener("click", () => {
    paused = !paused;
    byId("pause").setAttribute("aria-pressed", String(paused));
    draw();
});

connect();
