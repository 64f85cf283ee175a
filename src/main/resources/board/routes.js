"use strict";

// The routes: what goes through them and their steps, and what can be done with them.

const ROUTE_STATES = {Started: ["running", "good"], Suspended: ["paused", "warn"], Stopped: ["stopped", "warn"]};
const SHAPE_EACH = 2000;

let shownRoute = "";
let shapeAsked = 0;
let lastSave = null;
let routesAsked = 0;
let allRoutes = [];

/** An error is there for so long that it can be read. */
const READ = 10000;
/** What is said, when, and while what that is true. */
let saidOf = null;

function sayRoutes(text, bad) {
    saidOf = null;
    setText(byId("routes-said"), text);
    byId("routes-said").className = bad ? "reason" : "soft";
}

const stateOf = route => route ? JSON.stringify([route.state, route.by_hand]) : "";

function sayOf(route) {
    const hand = route.by_hand;
    sayRoutes(route.id + (!hand ? " runs" : hand.done ? " is " + hand.what : " is being " + hand.what + ": what is in flight is done first"));
    saidOf = {id: route.id, state: stateOf(route), time: board.time};
}

/** Ends what was said of a route that is not so any more, or says what it is by hand now. */
function endSaid(routes) {
    if (!saidOf || saidOf.part) return;
    const route = routes.find(r => r.id === saidOf.id);
    const state = stateOf(route);
    if (saidOf.refused) {
        if (Date.now() - saidOf.refused > READ && (saidOf.away || state !== saidOf.state)) sayRoutes("");
    } else if (state !== saidOf.state && board.time - saidOf.time > 1500) {
        // an event from before the answer may come behind it
        if (route && route.by_hand) sayOf(route);
        else sayRoutes("");
    }
}

async function actOnRoute(id, action) {
    sayRoutes("");
    const before = stateOf([...board.routes, ...allRoutes].find(r => r.id === id));
    try {
        sayOf((await act("/api/routes/" + encodeURIComponent(id) + "/" + action, {})).route);
    } catch (e) {
        sayRoutes(e.message, true);
        saidOf = {id, state: before, refused: Date.now(), away: e.status === undefined || e.status >= 500};
    }
}

/** Why a part can't be shown, while that is so. */
function partFails(part, e) {
    sayRoutes(e.message, true);
    saidOf = {part};
}

function partIsThere(part) {
    if (saidOf && saidOf.part === part) sayRoutes("");
}

function stopRoute(id) {
    ask("Stop", id + " takes nothing new, and what is in flight is done first. A route that reads a topic leaves its group:"
        + " where another copy of the program runs, that one goes on with its partitions. To keep them, pause it.", false,
        () => actOnRoute(id, "stop"));
}

const millis = value => value === undefined || value === null ? "–" : duration(value);

/** A row keeps its buttons, so that who is on one with the keyboard stays there. */
function routeRow(route, known) {
    const row = known || newRouteRow(route.id);
    const [, name, state, done, failed, mean, p50, p99] = [0, ...row.children];
    setText(name.lastElementChild, route.description);
    const [words, look] = ROUTE_STATES[route.state] || [route.state.toLowerCase(), "warn"];
    const hand = route.by_hand;
    setText(state.firstElementChild, hand && !hand.done ? "being " + hand.what : hand ? hand.what : words);
    state.firstElementChild.className = "badge " + (hand ? "warn" : route.wanted || route.state === "Started" ? look : "");
    setText(state.lastElementChild, hand ? "by " + hand.by + ", " + time(hand.time) : "");
    setText(done, numbers.format(route.exchanges));
    setText(failed, numbers.format(route.failures));
    setText(mean, millis(route.mean_millis));
    setText(p50, millis(route.p50_millis));
    setText(p99, millis(route.p99_millis));
    const [pause, resume, stop, start, show] = row.lastElementChild.firstElementChild.children;
    const runs = route.state === "Started";
    const paused = hand ? hand.what === "paused" : route.state === "Suspended";
    pause.hidden = board.read_only || !runs || Boolean(hand);
    resume.hidden = board.read_only || !paused;
    stop.hidden = board.read_only || hand && hand.what === "stopped" || !(runs || paused);
    start.hidden = board.read_only || runs || paused;
    for (const each of [pause, resume, stop, start]) each.disabled = Boolean(hand && !hand.done);
    show.setAttribute("aria-expanded", String(shownRoute === route.id));
    setText(show, shownRoute === route.id ? "Hide steps" : "Steps");
    return row;
}

function newRouteRow(id) {
    const row = element("tr");
    const name = element("td", "id");
    name.append(element("strong", "", id), element("div", "soft", ""));
    const state = element("td", "state");
    state.append(element("span", "badge", ""), element("div", "soft who", ""));
    const last = element("td");
    const actions = element("div", "actions");
    for (const [word, action] of [["Pause", () => actOnRoute(id, "pause")], ["Resume", () => actOnRoute(id, "resume")],
        ["Stop", () => stopRoute(id)], ["Start", () => actOnRoute(id, "start")]]) {
        actions.append(button(word, word + " " + id, action));
    }
    const show = button("Steps", "", () => {
        shownRoute = shownRoute === id ? "" : id;
        byId("shape").hidden = true;
        shapeAsked = 0;
        showRoutes(board);
    });
    show.setAttribute("aria-controls", "shape");
    actions.append(show);
    last.append(actions);
    row.append(name, state, cell("n", ""), cell("n", ""), cell("n", ""), cell("n", ""), cell("n", ""), last);
    return row;
}

/** What each is for is asked for once, and all of it where there are more than an event has. */
function showRoutes(board) {
    const known = new Map(allRoutes.map(r => [r.id, r]));
    const cut = board.left_out.routes > 0;
    const routes = cut && allRoutes.length ? allRoutes : board.routes;
    fill(byId("routes"), routes.map(r => Object.assign({read_only: board.read_only, shown: shownRoute === r.id}, r,
        {description: known.has(r.id) ? known.get(r.id).description : ""})), r => r.id, routeRow);
    endSaid(routes);
    if (!routes.some(r => r.id === shownRoute)) shownRoute = "";
    if (!shownRoute) partIsThere("shape");
    byId("shape").hidden = byId("shape").hidden || !shownRoute;
    if (shownRoute && Date.now() - shapeAsked > SHAPE_EACH) loadShape(shownRoute);
    const news = lastSave !== board.last_save || routes.some(r => !known.has(r.id));
    if ((news || cut) && Date.now() - routesAsked > SHAPE_EACH / 2) loadRoutes(board.last_save);
}

// --- the steps of one of them ---

async function loadShape(id) {
    shapeAsked = Date.now();
    try {
        const whole = await answerOf("/api/routes/" + encodeURIComponent(id));
        partIsThere("shape");
        if (id !== shownRoute || paused) return;
        drawShape(whole);
    } catch (e) {
        partFails("shape", e);
    }
}

function drawShape(whole) {
    const shape = whole.shape;
    setText(byId("shape-title"), whole.route.id);
    setText(byId("shape-place"), shape.file ? shape.file + (shape.line ? ", line " + shape.line : "") : "compiled");
    const flow = element("ol", "flow");
    const from = node("from", shape.from, shape.line);
    from.classList.add("from");
    from.append(through(whole.route));
    flow.append(from, ...shape.steps.map(stepNode));
    const version = JSON.stringify(whole);
    if (byId("shape-flow").dataset.version !== version) {
        byId("shape-flow").replaceChildren(flow);
        byId("shape-flow").dataset.version = version;
    }
    byId("shape").hidden = false;
}

function node(kind, label, line) {
    const item = element("li", "node");
    const head = element("p", "head");
    head.append(element("strong", "", kind));
    if (line) head.append(element("span", "soft", "line " + line));
    item.append(head);
    if (label) item.append(element("code", "", label));
    return item;
}

/** What went through a step stands at its edge. */
function through(counts) {
    const edge = element("p", "edge");
    edge.append(element("span", "", numbers.format(counts.exchanges) + " done"));
    if (counts.failures) edge.append(element("span", "reason", numbers.format(counts.failures) + " failed"));
    if (counts.mean_millis !== undefined && counts.mean_millis !== null) {
        edge.append(element("span", "soft", "mean " + millis(counts.mean_millis) + " · p50 " + millis(counts.p50_millis)
            + " · p99 " + millis(counts.p99_millis)));
    }
    return edge;
}

function stepNode(step) {
    const item = node(step.kind, step.label, step.line);
    if (step.exchanges !== undefined) item.append(through(step));
    if (step.steps.length) {
        const inner = element("ol", step.kind === "choice" ? "branches" : "flow");
        inner.append(...step.steps.map(stepNode));
        item.append(inner);
        item.classList.add("outer");
    }
    return item;
}

// --- all of them, the last saves of their files, and what was wrong with these ---

async function loadRoutes(last) {
    lastSave = last;
    routesAsked = Date.now();
    try {
        const page = await answerOf("/api/routes");
        allRoutes = page.routes;
        fill(byId("saves"), page.saves, s => s.time + s.sentence, save => {
            const item = element("li");
            item.append(element("span", "soft", time(save.time) + " "), element("span", save.taken ? "" : "reason",
                (save.taken ? "" : "Not taken: ") + save.sentence));
            if (save.mistakes.length) {
                const all = element("ul");
                all.append(...save.mistakes.map(mistake => element("li", "reason", mistake)));
                item.append(all);
            }
            return item;
        });
        byId("saves-title").hidden = page.saves.length === 0;
        partIsThere("routes");
    } catch (e) {
        // asked again with the next event
        lastSave = null;
        partFails("routes", e);
    }
}
