// SPDX-License-Identifier: MIT
// Whoever is told which Debian packages to install is told all that CMakeLists.txt requires: a
// paragraph with the first of them has the others too.
export function check({ root, files }) {
    const cmake = files.find((file) => file.path === 'CMakeLists.txt');
    const required = [...(cmake?.content ?? '').matchAll(/^socketiota_require\(\w+ ([\w.+-]+)/gm)].map(
        ([, name]) => name,
    );
    if (required.length === 0) {
        return [`${root}:1: CMakeLists.txt requires no packages: the rule looks at nothing`];
    }
    return files
        .filter((file) => file.is_text && file !== cmake)
        .flatMap((file) => breaches_of(file, required));
}

function breaches_of(file, required) {
    const names_of = (text) => text.match(/[\w.+-]+/g) ?? [];
    return paragraphs_of(file.lines).flatMap(({ line, text }) => {
        const named = new Set(names_of(text));
        return named.has(required[0])
            ? required
                  .filter((name) => !named.has(name))
                  .map((name) => file.breach(line, `'${name}' is required too`))
            : [];
    });
}

/** What stands between empty lines, and the number of its first line. */
function paragraphs_of(lines) {
    const paragraphs = [];
    lines.forEach((text, index) => {
        if (text.trim() === '') {
            return;
        }
        if (index > 0 && lines[index - 1].trim() !== '') {
            paragraphs.at(-1).text += `\n${text}`;
        } else {
            paragraphs.push({ line: index + 1, text });
        }
    });
    return paragraphs;
}
