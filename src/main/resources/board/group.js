"use strict";

// The consumers: what they have in hand, and which keys wait for the next try of a record.

function consumerRow(consumer) {
    const row = element("tr");
    const name = element("td", "id");
    name.append(element("strong", "", consumer.group), element("div", "soft", consumer.route + " reads " + consumer.topic));
    const state = element("td");
    const fine = consumer.alive && !consumer.trouble;
    state.append(element("span", "badge " + (consumer.paused ? "warn" : fine ? "good" : "bad"), consumer.paused ? "paused" : fine ? "reads" : consumer.alive ? "can’t read" : "has ended"));
    row.append(name, state, cell("n", numbers.format(consumer.partitions)), cell("n", numbers.format(consumer.in_work)),
        cell("n", numbers.format(consumer.held)), cell("n", numbers.format(consumer.waiting_keys)));
    return row;
}

function waitingItem(waiting) {
    const item = element("li");
    const head = element("div", "head");
    const who = element("strong");
    if (waiting.order_id === null) {
        who.textContent = "partition " + waiting.partition + ", offset " + waiting.offset;
    } else {
        const link = element("a", "", waiting.order_id);
        link.href = "/orders/" + encodeURIComponent(waiting.order_id);
        who.append(waiting.user + ": ", link);
    }
    head.append(who, element("span", "soft", "failed " + times(waiting.tries) + ", again in " + duration(waiting.next_ms)
        + (waiting.behind ? ", " + numbers.format(waiting.behind) + " behind it" : "")));
    item.append(head, element("p", "reason", waiting.cause));
    return item;
}

function times(count) {
    return count === 1 ? "once" : numbers.format(count) + " times";
}

function showGroup(consumers) {
    fill(byId("consumers"), consumers, c => c.route, consumerRow);
    const waiting = consumers.flatMap(c => c.waiting.map(w => Object.assign({route: c.route}, w)));
    fill(byId("waiting-keys"), waiting, w => w.route + "/" + w.partition + "/" + w.offset, waitingItem);
    byId("no-waiting").hidden = waiting.length > 0;
}
