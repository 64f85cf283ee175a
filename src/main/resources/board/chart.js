"use strict";

// The charts: rates, what waits, and how long orders took, on one time axis. They are drawn by uPlot.

const RANGES = {"5m": 1000, "30m": 1000, "6h": 10000, "24h": 60000};
const PLACES = {"5m": 300, "30m": 1800, "6h": 2160, "24h": 1440};
const REACH = {"5m": 300, "30m": 1800, "6h": 21600, "24h": 86400};

const charts = {range: "5m", log: false, byPartition: false, data: null, marks: [], version: -1, asked: 0, plots: [],
    hidden: new Set(), moment: null};

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const shades = ["#e67e22", "#8e44ad", "#16a085", "#c0392b", "#2980b9", "#7f8c8d", "#d4ac0d", "#27ae60"];

function compact(value) {
    return value >= 1e6 ? fine.format(value / 1e6) + "M" : value >= 1e4 ? fine.format(value / 1e3) + "k" : fine.format(value);
}

const perSecond = (u, value) => value === null || value === undefined ? "–" : rate(value) + "/s";
const count = (u, value) => value === null || value === undefined ? "–" : numbers.format(value);
const ago = (u, value) => value === null || value === undefined ? "–" : duration(value);
const at = (u, value) => value === null || value === undefined ? "–" : new Date(value * 1000).toLocaleTimeString(undefined, {hourCycle: "h23"});

/** What each chart has, from the values of the range. */
function kinds() {
    const data = charts.data;
    const line = (label, stroke, value, more) => Object.assign({label, stroke: colour(stroke) || stroke, width: 2, value, points: {show: false},
        show: !charts.hidden.has(label)}, more);
    const parts = charts.byPartition ? data.partitions : [];
    return [
        {id: "plot-rates", height: 190, text: value => compact(value) + "/s",
            series: [line("in", "--in", perSecond, {fill: colour("--in-fill")}), line("out", "--out", perSecond, {dash: [7, 4]})],
            data: [data.in, data.out]},
        {id: "plot-waiting", height: 120, text: compact,
            series: [line("waiting", "--warn", count), ...parts.map((p, i) => line("partition " + p.partition, shades[i % shades.length], count, {width: 1}))],
            data: [data.waiting, ...parts.map(p => p.lag)]},
        {id: "plot-latency", height: 120, text: value => value === 0 ? "0" : duration(Number(value.toPrecision(3))),
            series: [line("p50", "--in", ago), line("p99", "--bad", ago, {dash: [4, 3]})],
            data: [data.p50_ms, data.p99_ms]}];
}

/** Until when, in milliseconds; an outage without an end goes on. */
const lasts = mark => mark.until !== undefined ? mark.until : mark.kind === "kafka" ? Infinity : mark.time;

function drawMarks(u) {
    const [from, to] = [u.scales.x.min, u.scales.x.max];
    const context = u.ctx;
    context.save();
    for (const mark of charts.marks) {
        const begin = mark.time / 1000;
        const end = lasts(mark) / 1000;
        if (end < from || begin > to) continue;
        const left = u.valToPos(Math.max(begin, from), "x", true);
        const width = Math.max(1, u.valToPos(Math.min(end, to), "x", true) - left);
        context.globalAlpha = mark.kind === "kafka" ? 0.18 : 0.9;
        context.fillStyle = colour(mark.kind === "kafka" ? "--bad" : mark.kind === "file" ? "--out" : "--warn");
        context.fillRect(left, u.bbox.top, mark.kind === "kafka" ? Math.max(3, width) : 1.5, u.bbox.height);
    }
    context.restore();
}

/** The marks beside the pointer, in words. */
function sayMarks(u) {
    const value = u.cursor.left >= 0 ? u.posToVal(u.cursor.left, "x") : null;
    const reach = (u.scales.x.max - u.scales.x.min) / 60;
    const near = value === null ? [] : charts.marks.filter(mark => mark.time / 1000 - reach < value
        && lasts(mark) / 1000 + reach > value);
    setText(byId("chart-near"), near.map(mark => time(mark.time) + " " + mark.text).slice(-3).join(" · "));
}

/** A name in a legend is a switch, for the keyboard too; a line that is hidden stays so where the charts are made anew. */
function noteSeries(u) {
    u.root.querySelectorAll(".u-series .u-label").forEach((name, i) => {
        if (i === 0) return;
        const {label, show} = u.series[i];
        if (show) charts.hidden.delete(label);
        else charts.hidden.add(label);
        name.tabIndex = 0;
        name.setAttribute("role", "button");
        name.setAttribute("aria-pressed", String(show));
        name.onkeydown = event => {
            if (event.key !== "Enter" && event.key !== " ") return;
            event.preventDefault();
            name.click();
        };
    });
}

/** What the pointer shows, where there is none: on a phone, and by the arrow keys. */
function showMoment() {
    const data = charts.data;
    const slider = byId("moment");
    slider.disabled = !data.times.length;
    if (slider.disabled) return;
    slider.max = data.times.length - 1;
    const i = charts.moment === null ? data.times.length - 1 : Math.max(0, data.times.findIndex(t => t >= charts.moment));
    slider.value = i;
    slider.setAttribute("aria-valuetext", at(null, data.times[i]) + ": in " + perSecond(null, data.in[i]) + ", out " + perSecond(null, data.out[i])
        + ", waiting " + count(null, data.waiting[i]) + ", p50 " + ago(null, data.p50_ms[i]) + ", p99 " + ago(null, data.p99_ms[i]));
    if (charts.moment !== null) charts.plots.forEach(plot => plot.setCursor({left: plot.valToPos(data.times[i], "x"), top: 0}));
}

function axis(text, size) {
    const made = {stroke: colour("--soft"), grid: {stroke: colour("--rule"), width: 1}, ticks: {stroke: colour("--rule"), width: 1},
        font: "12px system-ui, sans-serif", size: size || 40};
    if (text) Object.assign(made, {values: (u, splits) => splits.map(value => value === null ? "" : text(value)), space: 26});
    else made.values = (u, splits) => splits.map(value => new Date(value * 1000).toLocaleTimeString(undefined,
        charts.range === "5m" ? {hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23"} : {hour: "2-digit", minute: "2-digit", hourCycle: "h23"}));
    return made;
}

function rebuild() {
    charts.plots.forEach(plot => plot.destroy());
    if (!charts.data) return;
    charts.plots = kinds().map((kind, i) => new uPlot({
        width: Math.max(200, byId(kind.id).clientWidth), height: kind.height,
        cursor: {sync: {key: "orders"}, drag: {x: false, y: false}, points: {size: 7}},
        scales: {x: {time: true, range: () => [charts.data.end - REACH[charts.range], charts.data.end]},
            y: {distr: charts.log ? 4 : 1, range: (u, least, most) => [0, most === null || most < 1 ? 1 : most * 1.08]}},
        axes: [axis(null, i === 2 ? 28 : 6), axis(kind.text, 62)],
        series: [{label: "at", value: at}, ...kind.series],
        hooks: {draw: [drawMarks], setCursor: [sayMarks], setSeries: [noteSeries], ready: [noteSeries]}
    }, [charts.data.times, ...kind.data], byId(kind.id)));
    // the time is written below the last of them only
    charts.plots.slice(0, 2).forEach(plot => { plot.axes[0].values = (u, splits) => splits.map(() => ""); });
    // where its log scale has a zero, uPlot marks -1 too
    for (const {axes: [, values]} of charts.plots) {
        const splits = values.splits;
        values.splits = (...of) => splits(...of).filter(value => value >= 0);
    }
    redraw();
}

function redraw() {
    if (!charts.plots.length) return;
    kinds().forEach((kind, i) => charts.plots[i].setData([charts.data.times, ...kind.data]));
    showMoment();
    const last = values => values.length && values[values.length - 1] !== null ? values[values.length - 1] : 0;
    const most = values => values.reduce((high, value) => Math.max(high, value), 0);
    const data = charts.data;
    byId("chart").setAttribute("aria-label", "Orders per second of the last " + {"5m": "five minutes", "30m": "half hour", "6h": "six hours",
        "24h": "day"}[charts.range] + ": in " + rate(last(data.in)) + " now and " + rate(most(data.in)) + " at the most, out " + rate(last(data.out))
        + " now and " + rate(most(data.out)) + " at the most, "
        + (data.waiting.length && data.waiting[data.waiting.length - 1] !== null ? numbers.format(last(data.waiting)) : "unknown how many") + " waiting");
}

async function loadChart() {
    const asked = charts.asked = Date.now();
    try {
        const data = await answerOf("/api/history?range=" + charts.range);
        // another one was asked since
        if (asked !== charts.asked || data.range !== charts.range) return;
        data.times = data.times.map(t => t / 1000);
        data.end = data.times.length ? data.times[data.times.length - 1] : Date.now() / 1000;
        const before = charts.data;
        charts.data = data;
        charts.marks = data.marks;
        fill(byId("marks"), data.marks.slice(-20).reverse(), m => m.time + m.text, mark => {
            const item = element("li", "mark " + mark.kind);
            const until = mark.until === undefined ? "" : " to " + time(mark.until);
            item.append(element("span", "soft", dayAndTime(mark.time) + until + " "), element("span", "", mark.text));
            return item;
        });
        byId("marks-box").hidden = data.marks.length === 0;
        if (before && charts.plots.length && before.range === data.range && before.partitions.length === data.partitions.length) redraw();
        else rebuild();
    } catch (e) {
        // asked again with the next event
        charts.version = -1;
    }
}

/** What comes each second is added where a value a second is shown; else, and where there are other marks, it is asked for. */
function addToChart(board) {
    const data = charts.data;
    if (!data || RANGES[charts.range] !== 1000 || board.time / 1000 - data.end < 0.5) return;
    data.end = board.time / 1000;
    data.times.push(data.end);
    data.in.push(board.rate.in);
    data.out.push(board.rate.out);
    data.waiting.push(board.backlog.up && board.backlog.lag !== undefined ? board.backlog.lag : null);
    data.p50_ms.push(board.rate.p50_ms === undefined ? null : board.rate.p50_ms);
    data.p99_ms.push(board.rate.p99_ms === undefined ? null : board.rate.p99_ms);
    for (const part of data.partitions) {
        const now = board.backlog.partitions.find(p => p.partition === part.partition);
        part.lag.push(now ? now.lag : null);
    }
    if (data.times.length > PLACES[charts.range]) {
        for (const values of [data.times, data.in, data.out, data.waiting, data.p50_ms, data.p99_ms, ...data.partitions.map(p => p.lag)]) values.shift();
    }
}

function showChart(board) {
    const old = Date.now() - charts.asked;
    if (old > 1500 && (charts.version !== board.marks || old > RANGES[charts.range] * 10 && RANGES[charts.range] > 1000
        || charts.data && Date.now() / 1000 - charts.data.end > 30)) {
        charts.version = board.marks;
        loadChart();
    } else if (RANGES[charts.range] === 1000) {
        redraw();
    }
    const clears = board.clears_in_ms;
    setText(byId("clears"), !board.backlog.up ? (board.backlog.lag === undefined ? "" : "when Kafka answered last")
        : clears === undefined || board.backlog.lag < 10 ? "" : "clears in " + longer(clears / 1000));
}

const longer = seconds => seconds < 120 ? Math.max(1, Math.round(seconds)) + " s" : seconds < 7200 ? Math.round(seconds / 60) + " min" : Math.round(seconds / 3600) + " h";

for (const range of Object.keys(RANGES)) {
    byId("range-" + range).addEventListener("click", () => {
        charts.range = range;
        for (const each of Object.keys(RANGES)) byId("range-" + each).setAttribute("aria-pressed", String(each === range));
        loadChart();
    });
}
for (const [id, name] of [["log-scale", "log"], ["by-partition", "byPartition"]]) {
    byId(id).addEventListener("click", () => {
        charts[name] = !charts[name];
        byId(id).setAttribute("aria-pressed", String(charts[name]));
        rebuild();
    });
}
byId("moment").addEventListener("input", () => {
    if (!charts.data || !charts.data.times.length) return;
    charts.moment = charts.data.times[byId("moment").value];
    showMoment();
});
byId("moment").addEventListener("blur", () => {
    charts.moment = null;
    charts.plots.forEach(plot => plot.setCursor({left: -10, top: -10}));
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", rebuild);
new ResizeObserver(() => {
    const width = byId("chart").clientWidth;
    for (const plot of charts.plots) if (plot.width !== width && width > 0) plot.setSize({width: width, height: plot.height});
}).observe(byId("chart"));
