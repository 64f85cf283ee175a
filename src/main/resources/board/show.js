"use strict";

// What the pages share. All that is shown comes as text: it is set by textContent alone, so that no order can bring
// markup of its own.

const numbers = new Intl.NumberFormat("en", {maximumFractionDigits: 0});
const fine = new Intl.NumberFormat("en", {maximumFractionDigits: 1});
/** A day and a time on a clock of 24 hours, like those without a day. */
const days = new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeStyle: "medium", hourCycle: "h23"});
const clock = new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23"});

const byId = id => document.getElementById(id);
const rate = value => (value < 100 ? fine : numbers).format(value);
const time = millis => clock.format(new Date(millis));
const dayAndTime = millis => days.format(new Date(millis));

function element(name, className, text) {
    const made = document.createElement(name);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
}

function setText(node, text) {
    if (node.textContent !== text) node.textContent = text;
}

const NO_ANSWER = "The program does not answer";

/** What the program answers where it does what is asked; else an error with its own words why not, or ours where it has none. */
async function asked(path, options) {
    let answer;
    try {
        answer = await fetch(path, options);
    } catch (e) {
        throw e.name === "AbortError" ? e : new Error(NO_ANSWER);
    }
    if (answer.ok) return answer;
    const said = await answer.json().catch(() => ({}));
    // a proxy has no words for a person
    throw Object.assign(new Error(said.detail || "What stands before the program answers: " + answer.status + " " + answer.statusText),
        {status: answer.status});
}

async function answerOf(path, options) {
    const answer = await asked(path, options);
    return answer.json().catch(() => { throw new Error(NO_ANSWER); });
}

const STATES = {received: ["waiting", ""], processed: ["processed", "good"], dead_lettered: ["dead letter", "bad"], unknown: ["not known", "warn"]};

function cell(className, text) {
    const made = element("td", className, text);
    if (className === "text") made.title = text;
    return made;
}

/** Over plain HTTP from another machine a browser gives a page no clipboard, and a person can forbid it: then the text is marked and copied by command. */
async function copyText(text, button) {
    try {
        await navigator.clipboard.writeText(text);
    } catch (e) {
        const field = element("textarea");
        field.value = text;
        button.after(field);
        field.select();
        document.execCommand("copy");
        field.remove();
        button.focus();
    }
    setText(button, "Copied");
}

function times(count) {
    return count === 1 ? "once" : numbers.format(count) + " times";
}

/** When something comes that is due. */
const soon = millis => millis > 0 ? "in " + duration(millis) : "now";

function duration(millis) {
    if (millis === 0) return "–";
    return millis < 1 ? fine.format(millis * 1000) + " µs" : millis < 1000 ? fine.format(millis) + " ms" : fine.format(millis / 1000) + " s";
}

/** Makes the children one for each item, and leaves alone those whose item is as it was. */
function fill(parent, items, key, make) {
    const before = new Map(Array.from(parent.children, child => [child.dataset.key, child]));
    const first = before.size === 0;
    // where most are new, nothing would be gained by showing which
    const busy = items.filter((item, i) => !before.has(key(item, i))).length > items.length / 2;
    const children = items.map((item, i) => {
        const name = key(item, i);
        const version = JSON.stringify(item);
        const known = before.get(name);
        if (known && known.dataset.version === version) return known;
        const made = make(item, known);
        made.dataset.key = name;
        made.dataset.version = version;
        if (!known && !first && !busy) made.classList.add("new");
        if (made !== known) label(parent, made);
        return made;
    });
    place(parent, children, before);
}

/** On a phone, where a row is a card, each number has its column's name. */
function label(parent, row) {
    const table = parent.closest("table.cards");
    if (!table) return;
    Array.from(row.cells).forEach((cell, i) => cell.dataset.label = table.tHead.rows[0].cells[i].textContent);
}

const CONTROLS = "a, button, input, [tabindex]";

/** Moves as few children as it can, since one that is moved is left by who is on it with the keyboard. */
function place(parent, children, before) {
    const left = parent.contains(document.activeElement) ? Array.from(parent.children).find(c => c.contains(document.activeElement)) : null;
    const at = left ? Array.from(left.querySelectorAll(CONTROLS)).indexOf(document.activeElement) : -1;
    const kept = new Set(children);
    for (const child of before.values()) {
        if (!kept.has(child)) child.remove();
    }
    let next = parent.firstElementChild;
    for (const child of children) {
        if (child === next) next = next.nextElementSibling;
        else parent.insertBefore(child, next);
    }
    while (next) {
        const gone = next;
        next = next.nextElementSibling;
        gone.remove();
    }
    if (left && !kept.has(left)) {
        const anew = children.find(child => child.dataset.key === left.dataset.key);
        const control = anew && anew.querySelectorAll(CONTROLS)[at];
        if (control) control.focus();
    }
}

/** What a dead letter can be. */
const LETTER_STATES = {open: ["open", "bad"], replayed: ["replayed", "good"], mended: ["mended and sent", "good"], set_aside: ["set aside", ""]};
/** What was done to a letter that is in this state since. */
const DONE = {open: "opened again", replayed: "replayed", mended: "mended and sent", set_aside: "set aside"};

const doneWith = action => DONE[action.state] + " by " + action.by + ", " + dayAndTime(action.time) + (action.word ? ": " + action.word : "");
