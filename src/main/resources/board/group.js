"use strict";

// The consumers: what they have in hand, and which keys wait for the next try of a record.

/** A consumer does not know by itself that Kafka is away. */
function consumerState(consumer) {
    if (consumer.paused) return ["paused", "warn"];
    if (!consumer.alive) return ["has ended", "bad"];
    if (consumer.trouble) return ["can’t read", "bad"];
    return consumer.up ? ["reads", "good"] : ["waits for Kafka", "warn"];
}

function consumerRow(consumer) {
    const row = element("tr");
    const name = element("td", "id");
    name.append(element("strong", "", consumer.group), element("div", "soft", consumer.route + " reads " + consumer.topic));
    const state = element("td");
    const [words, look] = consumerState(consumer);
    state.append(element("span", "badge " + look, words));
    row.append(name, state, cell("n", numbers.format(consumer.partitions)), cell("n", numbers.format(consumer.in_work)),
        cell("n", numbers.format(consumer.held)), cell("n", numbers.format(consumer.waiting_keys)));
    return row;
}

const GROUPS_EACH = 5000;
let groupsAsked = 0;

/** Who else reads, which Kafka is asked for now and then, while the part is to be seen. */
async function loadGroups(consumers) {
    const box = byId("members").getBoundingClientRect();
    if (Date.now() - groupsAsked < GROUPS_EACH || box.top > innerHeight + 400 || box.bottom < -400) return;
    groupsAsked = Date.now();
    try {
        const page = await answerOf("/api/groups");
        const members = page.groups.flatMap(g => g.members.map(m => Object.assign({group: g.group, state: g.state}, m)));
        fill(byId("members"), members.map(m => Object.assign({here: isHere(m, consumers)}, m)),
            m => m.group + "/" + m.client + "/" + m.host + "/" + JSON.stringify(m.partitions), memberRow);
        setText(byId("other-members"), members.some(m => m.partitions.length && !isHere(m, consumers))
            ? "Which keys wait at the other members is not known here: the board of each shows its own." : "");
        setText(byId("members-said"), page.groups.filter(g => g.state !== "Stable")
            .map(g => "The group " + g.group + " is in the state " + g.state).join("; "));
    } catch (e) {
        setText(byId("members-said"), e.message);
    }
}

const isHere = (member, consumers) => member.partitions.some(p =>
    consumers.some(c => c.group === member.group && c.topic === p.topic && c.assigned.includes(p.partition)));

function memberRow(member) {
    const row = element("tr");
    const name = element("td", "id");
    name.append(element("strong", "", member.client), element("div", "soft", member.group));
    row.append(name, cell("", member.host + (member.here ? ", this program" : "")), cell("id", places(member.partitions)));
    return row;
}

/** orders 0, 1, 2 */
function places(partitions) {
    const topics = new Map();
    for (const p of partitions) topics.set(p.topic, [...(topics.get(p.topic) || []), p.partition]);
    return Array.from(topics, ([topic, list]) => topic + " " + list.join(", ")).join("; ") || "none";
}

function workingItem(consumer) {
    const item = element("li");
    item.append(element("span", "soft", consumer.route + " works on "));
    consumer.working.forEach((w, i) => item.append(element("span", "", (i ? ", " : "") + (w.key === undefined ? "records without a key" : w.key)),
        element("span", "soft", " (partition " + w.partition + ")")));
    if (consumer.in_work > consumer.working.length) item.append(element("span", "soft", " and others"));
    return item;
}

function waitingItem(waiting) {
    const item = element("li");
    const head = element("div", "head");
    const who = element("strong");
    if (waiting.order_id === undefined) {
        who.textContent = "partition " + waiting.partition + ", offset " + waiting.offset;
    } else {
        const link = element("a", "", waiting.order_id);
        link.href = "/orders/" + encodeURIComponent(waiting.order_id);
        who.append(waiting.user + ": ", link);
    }
    head.append(who, element("span", "soft", "failed " + times(waiting.tries) + ", again " + soon(waiting.next_ms)
        + (waiting.behind ? ", " + numbers.format(waiting.behind) + " behind it" : "")));
    item.append(head, element("p", "reason", waiting.cause));
    return item;
}

function showGroup(consumers, up) {
    fill(byId("consumers"), consumers.map(c => Object.assign({up}, c)), c => c.route, consumerRow);
    const waiting = consumers.flatMap(c => c.waiting.map(w => Object.assign({route: c.route}, w)));
    fill(byId("waiting-keys"), waiting, w => w.route + "/" + w.partition + "/" + w.offset, waitingItem);
    const keys = consumers.reduce((sum, c) => sum + c.waiting_keys, 0);
    more("waiting", Math.max(0, keys - waiting.length));
    byId("no-waiting").hidden = keys > 0;
    fill(byId("working"), consumers.filter(c => c.working.length), c => c.route, workingItem);
    loadGroups(consumers);
}
