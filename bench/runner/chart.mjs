// SPDX-License-Identifier: MIT
// Line charts as SVG, for light and dark pages.

const width = 760;
const height = 440;
const plot = { left: 64, right: 592, top: 60, bottom: 376 };

const style = `
    svg { --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --grid: #d9dee3;
          --c0: #0a63a8; --c1: #b84700; --c2: #00734f; --c3: #8a3fa0; --c4: #7a6000; }
    @media (prefers-color-scheme: dark) {
      svg { --paper: #14181d; --ink: #e8ecf0; --faint: #a3adb8; --grid: #343c45;
            --c0: #64b5f6; --c1: #ffa45c; --c2: #4fd1a1; --c3: #d8a0ea; --c4: #e3c95a; }
    }
    text { font: 13px system-ui, sans-serif; fill: var(--ink); }
    .title { font-size: 16px; font-weight: 600; }
    .faint { fill: var(--faint); }
    .grid { stroke: var(--grid); stroke-width: 1; }
    .axis { stroke: var(--faint); stroke-width: 1; }
    .line { fill: none; stroke-width: 2; }
    .range { stroke-width: 1.5; opacity: 0.6; }
`;

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
const short = (value) => Number(value.toFixed(1));

/** Round numbers from at most `least` to at least `most`, for a logarithmic axis. */
export function stepsBetween(least, most) {
    const steps = [];
    for (let power = 10 ** Math.floor(Math.log10(least)); ; power *= 10)
        for (const each of [1, 1.5, 2, 3, 4, 5, 7]) {
            const step = Number((each * power).toPrecision(3));
            if (step <= least) steps.length = 0;
            steps.push(step);
            if (step >= most) return steps;
        }
}

// Each line has a shape of its own too: colours alone are not seen by everybody.
const shapes = [
    (x, y) => `<circle cx="${x}" cy="${y}" r="4"/>`,
    (x, y) => `<rect x="${short(x - 3.8)}" y="${short(y - 3.8)}" width="7.6" height="7.6"/>`,
    (x, y) => polygon(x, y, [[0, -5], [4.8, 3.6], [-4.8, 3.6]]),
    (x, y) => polygon(x, y, [[0, -5.4], [5.4, 0], [0, 5.4], [-5.4, 0]]),
    (x, y) => polygon(x, y, [[0, 5], [4.8, -3.6], [-4.8, -3.6]]),
];

function polygon(x, y, corners) {
    const points = corners.map(([dx, dy]) => `${short(x + dx)},${short(y + dy)}`);
    return `<polygon points="${points.join(" ")}"/>`;
}

/**
 * `xs` are the places of the horizontal axis: along it by their logarithm, or with `evenly` at equal
 * distances. The vertical axis is logarithmic: the same factor is the same distance. `lines` are up to
 * five, each with a `name` and `points` of `x`, `y`, and the range `low` to `high`, all above 0.
 */
export function lineChart({ title, subtitle, xLabel, yLabel, xs, evenly = false, legend, lines }) {
    const all = lines.flatMap(({ points }) => points);
    const steps = stepsBetween(
        Math.min(...all.map(({ low }) => low)),
        Math.max(...all.map(({ high }) => high)),
    );
    const alongX = logarithmic(xs);
    const alongY = logarithmic(steps);
    const share = (x) => (evenly ? (xs.indexOf(x) + 0.5) / xs.length : 0.03 + 0.94 * alongX(x));
    const atX = (x) => short(plot.left + share(x) * (plot.right - plot.left));
    const atY = (y) => short(plot.bottom - alongY(y) * (plot.bottom - plot.top));
    const out = [
        "<!-- SPDX-License-Identifier: MIT -->",
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
        `<title>${escape(title)}</title>`,
        `<style>${style}</style>`,
        `<rect width="${width}" height="${height}" fill="var(--paper)"/>`,
        `<text class="title" x="${plot.left}" y="24">${escape(title)}</text>`,
        `<text class="faint" x="${plot.left}" y="43">${escape(subtitle)}</text>`,
    ];
    for (const y of steps) {
        out.push(`<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${atY(y)}" y2="${atY(y)}"/>`);
        out.push(`<text class="faint" x="${plot.left - 8}" y="${atY(y) + 4}" text-anchor="end">${y}</text>`);
    }
    out.push(`<line class="axis" x1="${plot.left}" x2="${plot.right}" y1="${plot.bottom}" y2="${plot.bottom}"/>`);
    for (const x of xs) {
        out.push(`<line class="axis" x1="${atX(x)}" x2="${atX(x)}" y1="${plot.bottom}" y2="${plot.bottom + 5}"/>`);
        out.push(`<text class="faint" x="${atX(x)}" y="${plot.bottom + 21}" text-anchor="middle">${x}</text>`);
    }
    const middle = { x: (plot.left + plot.right) / 2, y: (plot.top + plot.bottom) / 2 };
    out.push(`<text x="${middle.x}" y="${plot.bottom + 46}" text-anchor="middle">${escape(xLabel)}</text>`);
    out.push(
        `<text transform="translate(20 ${middle.y}) rotate(-90)" text-anchor="middle">${escape(yLabel)}</text>`,
    );
    out.push(`<text class="faint" x="${plot.right + 28}" y="${plot.top + 12}">${escape(legend)}</text>`);
    lines.forEach(({ name, points }, index) => {
        const colour = `var(--c${index})`;
        const shape = shapes[index];
        // Side by side, so that one range does not hide another.
        const besideX = (x) => short(atX(x) + (index - (lines.length - 1) / 2) * 5);
        const path = points.map(({ x, y }) => `${besideX(x)},${atY(y)}`).join(" ");
        out.push(`<g fill="${colour}" stroke="${colour}">`);
        for (const { x, low, high } of points)
            out.push(`<line class="range" x1="${besideX(x)}" x2="${besideX(x)}" y1="${atY(low)}" y2="${atY(high)}"/>`);
        out.push(`<polyline class="line" points="${path}"/>`);
        for (const { x, y } of points) out.push(shape(besideX(x), atY(y)));
        const y = plot.top + 36 + index * 24;
        out.push(`<line class="line" x1="${plot.right + 28}" x2="${plot.right + 56}" y1="${y}" y2="${y}"/>`);
        out.push(shape(plot.right + 42, y), "</g>");
        out.push(`<text x="${plot.right + 64}" y="${y + 4}">${escape(name)}</text>`);
    });
    out.push("</svg>", "");
    return out.join("\n");
}

function logarithmic(xs) {
    const [first, last] = [Math.log(xs[0]), Math.log(xs.at(-1))];
    return (x) => (Math.log(x) - first) / (last - first);
}
