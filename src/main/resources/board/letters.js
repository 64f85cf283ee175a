"use strict";

// The dead letters: which there are and why, and what can be done with them.

const PAGE = 20;
/** In one answer of the API. */
const MOST_AT_ONCE = 200;
const GROUPS = 10;

let shown = {state: "open", group: "", count: PAGE};
let allGroups = false;
let openCount = 0;
let lettersSeen = "";
let lettersAsked = 0;

/** Does something, as the board's own page: a page from elsewhere can't send this header. */
function act(path, body) {
    return answerOf(path, {
        method: "POST", headers: {"Orderflow-Action": "board", "Content-Type": "application/json"}, body: JSON.stringify(body)
    });
}

/** Does what a button is for, and says why it could not. */
async function tried(action) {
    say("");
    try {
        await action();
    } catch (e) {
        say(e.message, true);
    }
}

function button(text, label, action) {
    const made = element("button", "small", text);
    made.type = "button";
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", action);
    return made;
}

function say(text, bad) {
    const said = byId("letters-said");
    setText(said, text);
    said.className = bad ? "reason" : "soft";
}

/** Asks before something is done: the words are what is asked, and a field where a word is wanted. */
function ask(title, text, wantsWord, action) {
    const dialog = byId("ask");
    setText(byId("ask-title"), title);
    setText(byId("ask-text"), text);
    byId("ask-word-field").hidden = !wantsWord;
    byId("ask-word").required = wantsWord;
    byId("ask-word").value = "";
    setText(byId("ask-yes"), title);
    byId("ask-form").onsubmit = event => {
        event.preventDefault();
        dialog.close();
        tried(async () => told(await action(byId("ask-word").value)));
    };
    dialog.showModal();
}

let done = false;
/** The id of what was begun here and is not over. */
let begun = null;

function told(job) {
    if (!job) return;
    done = true;
    begun = job.state === "running" ? job.id : null;
    say(job.state === "running" ? "It is being done: see its progress above"
        : job.state === "failed" ? job.trouble
        : job.done ? numbers.format(job.done) + " " + DONE[job.what] + skipped(job)
        : "Nothing was to be done: " + SKIPPED, job.state === "failed");
    loadLetters();
}

const SKIPPED = "somebody was there before, or there is no record in the letter";

const skipped = job => job.skipped ? ", " + numbers.format(job.skipped) + " skipped: " + SKIPPED : "";

function replay(selection, count) {
    ask("Replay", count === 1 ? "The letter goes back to the orders, as it is." : numbers.format(count)
        + " letters go back to the orders, as they are.", false, () => act("/api/dead-letters/replay", selection));
}

function setAside(selection, count) {
    ask("Set aside", count === 1 ? "The letter stays where it is, and counts as open no more."
        : numbers.format(count) + " letters stay where they are, and count as open no more.", true,
        word => act("/api/dead-letters/set-aside", Object.assign({word: word}, selection)));
}

function groupItem(group) {
    const item = element("li");
    const open = group.counts.open;
    const head = element("div", "head");
    const [state, look] = LETTER_STATES[group.state];
    head.append(element("strong", "", group.reason), element("span", "badge " + (group.counts[group.state] ? look : ""),
        numbers.format(group.counts[group.state]) + " " + state));
    const actions = element("div", "actions");
    actions.append(button(shown.group === group.id ? "Show all" : "Show these", (shown.group === group.id ? "Show all" : "Show these: " + group.reason), () => {
        shown = {state: shown.state, group: shown.group === group.id ? "" : group.id, count: PAGE};
        loadLetters();
    }));
    if (open && !board.read_only) {
        actions.append(button("Replay " + numbers.format(open), "Replay " + numbers.format(open) + ": " + group.reason, () => replay({group: group.id}, open)),
            button("Set aside " + numbers.format(open), "Set aside " + numbers.format(open) + ": " + group.reason, () => setAside({group: group.id}, open)));
    }
    item.append(head, actions);
    return item;
}

function letterItem(letter) {
    const item = element("li");
    const head = element("div", "head");
    const [state, look] = LETTER_STATES[letter.state || "open"];
    const right = element("span", "soft", dayAndTime(letter.time) + " ");
    right.append(element("span", "badge " + look, state));
    head.append(element("strong", "reason", letter.reason), right);
    item.append(head, element("p", "soft", letter.source));
    if (letter.value) item.append(element("code", "", letter.value));
    if (letter.action) item.append(element("p", "soft", doneWith(letter.action)));
    const actions = element("div", "actions");
    actions.append(button("Show", "Show letter " + letter.id, () => tried(() => openLetter(letter.id))));
    if (!board.read_only && letter.state === "open") {
        actions.append(button("Replay", "Replay letter " + letter.id, () => replay({letters: [letter.id]}, 1)),
            button("Mend and send", "Mend and send letter " + letter.id, () => tried(() => mendLetter(letter.id))),
            button("Set aside", "Set aside letter " + letter.id, () => setAside({letters: [letter.id]}, 1)));
    } else if (!board.read_only && letter.state === "set_aside") {
        actions.append(button("Open again", "Open again letter " + letter.id,
            () => tried(async () => told(await act("/api/dead-letters/reopen", {letters: [letter.id]})))));
    }
    item.append(actions);
    return item;
}

function jobItem(job) {
    const item = element("li");
    const text = DONE[job.what] + ": " + numbers.format(job.done) + " of " + numbers.format(job.total) + ", by " + job.by + skipped(job);
    item.append(element("p", "soft", text));
    if (job.state === "running") {
        const progress = element("progress");
        progress.max = Math.max(1, job.total);
        progress.value = job.done + job.skipped;
        progress.ariaLabel = text;
        item.append(progress);
    }
    if (job.trouble) item.append(element("p", "waits", job.trouble));
    return item;
}

/** What comes each second: the counts, and how far the jobs are. The letters themselves are asked for when these change. */
function showLetters(letters, jobs) {
    fill(byId("jobs"), jobs.filter(job => job.state === "running"), job => job.id, jobItem);
    told(jobs.find(job => job.id === begun && job.state !== "running"));
    setText(byId("letters-unread"), letters.counts ? "" : "Not all of them have been looked at yet");
    for (const state of Object.keys(LETTER_STATES)) {
        setText(byId("state-" + state), LETTER_STATES[state][0] + " " + (letters.counts ? numbers.format(letters.counts[state]) : "?"));
    }
    const seen = JSON.stringify([letters.counts, board.read_only]);
    if (seen === lettersSeen || Date.now() - lettersAsked < 1500) return;
    lettersSeen = seen;
    lettersAsked = Date.now();
    loadLetters();
}

let lastAsked = 0;
let lastDrawn = 0;
/** Why the letters can't be asked for, while that is so. */
let lettersTrouble = "";

/** As many letters as are to be shown: further ones by the cursor of those before. */
async function pageOf(wanted) {
    let page = null;
    do {
        const query = new URLSearchParams({state: wanted.state, group: wanted.group, cursor: page ? page.next : "",
            limit: Math.min(MOST_AT_ONCE, wanted.count - (page ? page.letters.length : 0))});
        const next = await answerOf("/api/dead-letters?" + query);
        page = page ? Object.assign({}, next, {letters: page.letters.concat(next.letters)}) : next;
    } while (page.next && page.letters.length < wanted.count);
    return page;
}

async function loadLetters() {
    for (const state of [...Object.keys(LETTER_STATES), "all"]) {
        byId("state-" + state).setAttribute("aria-pressed", String(shown.state === state));
    }
    const mine = ++lastAsked;
    const wanted = shown;
    try {
        const page = await pageOf(wanted);
        // nothing of what is not wanted any more, nor what is older than what is there
        if (wanted !== shown || mine < lastDrawn) return;
        lastDrawn = mine;
        if (lettersTrouble && byId("letters-said").textContent === lettersTrouble) say("");
        lettersTrouble = "";
        drawLetters(page);
    } catch (e) {
        // asked again with the next event
        lettersSeen = "";
        lettersTrouble = e.message;
        say(e.message, true);
    }
}

function drawLetters(page) {
    const groups = allGroups ? page.groups : page.groups.slice(0, GROUPS);
    fill(byId("groups"), groups.map(g => Object.assign({chosen: g.id === shown.group, state: shown.state === "all" ? "open" : shown.state,
        read_only: board.read_only}, g)), g => g.id, groupItem);
    fill(byId("letters"), page.letters.map(l => Object.assign({read_only: board.read_only}, l)), l => l.id, letterItem);
    offerAll(page);
    // who has done something with a letter that is not in the list any more goes on from the list
    if (done && document.activeElement === document.body) byId("letters").focus();
    done = false;
    hide(byId("older"), !page.next, byId("letters"));
    const left = page.groups.length - groups.length;
    hide(byId("more-groups"), !left, byId("groups"));
    setText(byId("more-groups"), "and " + numbers.format(left) + (left === 1 ? " more group" : " more groups"));
    byId("export").href = "/api/dead-letters/export?state=" + shown.state + "&group=" + shown.group;
    const none = byId("no-letters");
    none.hidden = page.letters.length > 0;
    const any = Object.values(page.counts).some(count => count > 0);
    setText(none, !page.complete ? "Not known yet" : any ? "None of these." : "None. Every record was an order, and could be processed.");
    byId("letters-bar").hidden = page.complete && !any;
    // asked again with the next event
    if (!page.complete) lettersSeen = "";
}

/** Who is there with the keyboard goes on from elsewhere. */
function hide(part, hidden, elsewhere) {
    if (hidden && part.contains(document.activeElement)) elsewhere.focus();
    part.hidden = hidden;
}

/** Where not all letters have been looked at yet, it would be some. */
function offerAll(page) {
    openCount = page.counts.open;
    hide(byId("all-letters"), !openCount || !page.complete || board.read_only, byId("letters"));
    setText(byId("replay-all"), "Replay all " + numbers.format(openCount));
    setText(byId("set-aside-all"), "Set aside all " + numbers.format(openCount));
}

async function openLetter(id) {
    const letter = await answerOf("/api/dead-letters/" + id);
    const body = byId("letter-body");
    const facts = element("dl", "facts");
    const fact = (name, value) => facts.append(element("dt", "", name), element("dd", "", value));
    fact("Reason", letter.reason);
    fact("From", letter.source);
    fact("State", LETTER_STATES[letter.state || "open"][0]);
    fact("Key", letter.key === undefined ? "none" : letter.key);
    letter.headers.forEach(header => fact(header.name, header.value === undefined ? "no value" : header.value));
    const text = letter.payload !== undefined ? letter.payload : letter.payload_base64 !== undefined ? letter.payload_base64 : "";
    const payload = element("pre", "payload", text);
    payload.tabIndex = 0;
    payload.setAttribute("aria-label", "Payload");
    body.replaceChildren(facts, element("h3", "", letter.payload_base64 === undefined ? "Payload" : "Payload, not UTF-8, in base 64"),
        payload, button("Copy", "", event => copyText(text, event.currentTarget)));
    setText(byId("letter-title"), "Dead letter " + id);
    byId("letter").showModal();
}

async function mendLetter(id) {
    const letter = await answerOf("/api/dead-letters/" + id);
    const field = byId("mend-text");
    field.value = letter.payload === undefined ? "" : letter.payload;
    setText(byId("mend-title"), "Mend and send letter " + id);
    setText(byId("mend-reason"), letter.reason);
    field.oninput = () => checkMended(id, field.value);
    checkMended(id, field.value);
    byId("mend-form").onsubmit = async event => {
        event.preventDefault();
        try {
            const job = await act("/api/dead-letters/" + id + "/mend", {order: field.value});
            byId("mend").close();
            told(job);
        } catch (e) {
            setText(byId("mend-check"), e.message);
        }
    };
    byId("mend").showModal();
}

let checking = 0;

/** @param query what else it is to be than an order */
function checkOrder(query, text) {
    return answerOf("/api/orders/check?" + query, {
        method: "POST", headers: {"Orderflow-Action": "board", "Content-Type": "application/json"}, body: text
    }).catch(e => ({valid: false, detail: e.message}));
}

async function checkMended(id, text) {
    const mine = ++checking;
    await new Promise(done => setTimeout(done, 200));
    if (mine !== checking) return;
    const said = await checkOrder("letter=" + id, text);
    if (mine !== checking) return;
    setText(byId("mend-check"), said.valid ? "This is an order" : said.detail);
    byId("mend-check").className = said.valid ? "fine" : "reason";
    byId("mend-send").disabled = !said.valid;
}

for (const state of [...Object.keys(LETTER_STATES), "all"]) {
    byId("state-" + state).addEventListener("click", () => {
        shown = {state: state, group: shown.group, count: PAGE};
        loadLetters();
    });
}
byId("replay-all").addEventListener("click", () => replay({all: true}, openCount));
byId("set-aside-all").addEventListener("click", () => setAside({all: true}, openCount));
byId("more-groups").addEventListener("click", () => {
    allGroups = true;
    loadLetters();
});
byId("older").addEventListener("click", () => {
    shown.count += PAGE;
    loadLetters();
});
for (const close of document.querySelectorAll("dialog .close")) close.addEventListener("click", () => close.closest("dialog").close());
