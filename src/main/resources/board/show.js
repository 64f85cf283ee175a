"use strict";

// What the pages share. All that is shown comes as text: it is set by textContent alone, so that no order can bring
// markup of its own.

const numbers = new Intl.NumberFormat("en", {maximumFractionDigits: 0});
const fine = new Intl.NumberFormat("en", {maximumFractionDigits: 1});
const clock = new Intl.DateTimeFormat(undefined, {hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23"});

const byId = id => document.getElementById(id);
const rate = value => (value < 100 ? fine : numbers).format(value);
const time = millis => clock.format(new Date(millis));

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

function duration(millis) {
    if (millis === 0) return "–";
    return millis < 1 ? fine.format(millis * 1000) + " µs" : millis < 1000 ? fine.format(millis) + " ms" : fine.format(millis / 1000) + " s";
}
