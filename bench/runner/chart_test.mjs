// SPDX-License-Identifier: MIT
// What a chart shows and where.
import assert from "node:assert/strict";
import test from "node:test";

import { lineChart, stepsBetween } from "./chart.mjs";

const point = (x, y) => ({ x, y, low: y * 0.9, high: y * 1.2 });

function draw(changes = {}) {
    return lineChart({
        title: "cost & room",
        subtitle: "of a test",
        xLabel: "members",
        yLabel: "us",
        legend: "shards",
        xs: [1, 10, 100],
        lines: [
            { name: "1", points: [point(1, 10), point(10, 4), point(100, 2)] },
            { name: "2", points: [point(1, 10), point(10, 5), point(100, 2)] },
        ],
        ...changes,
    });
}

const places = (line) => line.split(" ").map((each) => each.split(",").map(Number));
const linesOf = (svg) =>
    [...svg.matchAll(/<polyline class="line" points="([^"]+)"/g)].map(([, points]) => places(points));

test("steps are round and hold all that is shown", () => {
    assert.deepEqual(stepsBetween(4.2, 29), [4, 5, 7, 10, 15, 20, 30]);
    assert.deepEqual(stepsBetween(0.7, 1), [0.7, 1]);
    assert.deepEqual(stepsBetween(99, 101), [70, 100, 150]);
});

test("each line goes through its points, on logarithmic axes", () => {
    const [first, second] = linesOf(draw());
    assert.equal(first.length, 3);
    const [[x1, y1], [x2, y2], [x3, y3]] = first;
    assert.ok(Math.abs(x2 - x1 - (x3 - x2)) < 0.2, "a factor of ten is the same distance everywhere");
    assert.ok(y1 < y2 && y2 < y3, "less cost is further down");
    assert.ok(second[1][1] < y2, "and more is further up");
    assert.ok(Math.abs((y2 - y1) / Math.log(10 / 4) - (y3 - y2) / Math.log(4 / 2)) < 0.5);
});

test("the range of the rounds is drawn around each point, and within the axis", () => {
    const svg = draw();
    const [[[x, y]]] = linesOf(svg);
    const [, low, high] = new RegExp(`class="range" x1="${x}" x2="${x}" y1="([\\d.]+)" y2="([\\d.]+)"`).exec(svg);
    assert.ok(Number(high) < y && y < Number(low));
    assert.ok(Number(high) >= 60, "the axis reaches the largest of all rounds");
});

test("texts are escaped, and each line is named", () => {
    const svg = draw();
    assert.match(svg, /cost &amp; room/);
    assert.match(svg, />shards<.*>1<.*>2</s);
});

test("what is not to be measured by distance has even distances", () => {
    const lines = [{ name: "1", points: [point(1, 3), point(2, 3), point(4, 3)] }];
    const [[[x1], [x2], [x3]]] = linesOf(draw({ xs: [1, 2, 4], evenly: true, lines }));
    assert.ok(Math.abs(x2 - x1 - (x3 - x2)) < 0.2);
});
