"use strict";

// Looks for orders. The answer comes in lines while they are found.

let searching = null;

/** Calls back with each line of JSON. */
async function readLines(response, take) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
        const {value, done} = await reader.read();
        if (done) return;
        const lines = (rest + value).split("\n");
        rest = lines.pop();
        lines.forEach(line => take(JSON.parse(line)));
    }
}

function foundItem(order) {
    const item = element("li");
    const link = element("a", "", order.quantity + " x " + order.item + " from " + order.user);
    link.href = "/orders/" + encodeURIComponent(order.order_id);
    item.append(link, element("p", "soft", STATES[order.state][0] + " · " + dayAndTime(order.time)
        + " · partition " + order.partition + " · offset " + numbers.format(order.offset) + " · " + order.order_id));
    return item;
}

function query() {
    const query = new URLSearchParams({q: byId("order-id").value, limit: "50"});
    if (byId("before").value) query.set("before", String(new Date(byId("before").value).getTime()));
    if (byId("from-partition").value) query.set("partition", byId("from-partition").value);
    if (byId("from-offset").value) query.set("offset", byId("from-offset").value);
    return query;
}

/** Looks for a page of orders, and offers the next one. */
async function find(query, before) {
    if (searching) searching.abort();
    searching = new AbortController();
    const said = byId("found-said");
    byId("found").hidden = false;
    byId("further").hidden = true;
    said.className = "soft";
    setText(said, "Looking…");
    try {
        const answer = await asked("/api/orders?" + query, {signal: searching.signal});
        let count = before;
        await readLines(answer, line => {
            if (line.order) {
                count++;
                byId("found-orders").append(foundItem(line.order));
            }
            const at = line.progress || line.end;
            if (!at) return;
            const far = numbers.format(at.looked) + " orders looked at" + (at.oldest ? ", back to " + dayAndTime(at.oldest) : "");
            setText(said, (count ? numbers.format(count) + " found; " : line.end ? "No order with that; " : "Looking… ") + far
                + (line.end && !line.end.whole ? "; there may be older ones" : ""));
            if (at.next) offerMore(query, at.next, count);
        });
    } catch (e) {
        if (e.name === "AbortError") return;
        said.className = "reason";
        // a browser's own words for a connection that is cut help nobody
        setText(said, e instanceof TypeError ? NO_ANSWER : e.message);
    }
}

function offerMore(query, cursor, count) {
    byId("further").hidden = false;
    byId("further").onclick = () => {
        query.set("cursor", cursor);
        query.delete("partition");
        query.delete("offset");
        byId("found-said").focus();
        find(query, count);
    };
}

byId("find").addEventListener("submit", event => {
    event.preventDefault();
    byId("found-orders").replaceChildren();
    find(query(), 0);
});
