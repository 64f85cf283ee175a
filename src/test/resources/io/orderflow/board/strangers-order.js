"use strict";

// The same for an order's own page.

const [text, done] = arguments;
const places = [];
const at = place => {
    places.push(place);
    return text + " " + place;
};
showOrder({
    state: "dead_lettered", payload: at("payload"), key: at("key"), looked: 1, whole: false,
    headers: [{name: at("header name"), value: at("header value")}],
    waiting: {tries: 1, next_ms: 1, behind: 1, partition: 0, offset: 1, cause: text, since_ms: 1},
    records: [{topic: at("topic"), partition: 0, offset: 1, source: at("source"), mended: at("mended"), time: 1, state: "dead_lettered",
        tries: [{number: 1, time: 1, cause: at("cause")}]}],
    dead_letters: [{id: "0-1", reason: at("letter reason"), source: at("letter source"), value: text, time: 1}]
});
const shown = document.body.textContent;
done({places: places.length, missing: places.filter(place => !shown.includes(text + " " + place)),
    elements: document.querySelectorAll("img, main script, main b").length});
