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
    item.append(link, element("p", "soft", STATES[order.state][0] + " · " + new Date(order.time).toLocaleString()
        + " · partition " + order.partition + " · offset " + numbers.format(order.offset) + " · " + order.order_id));
    return item;
}

byId("find").addEventListener("submit", async event => {
    event.preventDefault();
    const text = byId("order-id").value;
    if (!text) return;
    if (searching) searching.abort();
    searching = new AbortController();
    const said = element("p", "soft", "Looking…");
    const list = element("ul", "letters");
    byId("found").replaceChildren(said, list);
    const query = new URLSearchParams({q: text, limit: "50"});
    if (byId("before").value) query.set("before", String(new Date(byId("before").value).getTime()));
    try {
        const answer = await fetch("/api/orders?" + query, {signal: searching.signal});
        if (!answer.ok) throw new Error((await answer.json()).detail);
        let count = 0;
        await readLines(answer, line => {
            if (line.order) {
                count++;
                list.append(foundItem(line.order));
            }
            const at = line.progress || line.end;
            if (!at) return;
            const far = numbers.format(at.looked) + " orders looked at" + (at.oldest ? ", back to " + new Date(at.oldest).toLocaleString() : "");
            said.textContent = (count ? numbers.format(count) + " found; " : line.end ? "No order with that; " : "Looking… ") + far
                + (line.end && !line.end.whole ? "; there may be older ones" : "");
        });
    } catch (e) {
        if (e.name !== "AbortError") byId("found").replaceChildren(element("p", "reason", e.message));
    }
});
