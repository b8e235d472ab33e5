// SPDX-License-Identifier: MIT
// node tutorial_steps.mjs TUTORIAL.md OUTPUT.cpp: the program of each step of a tutorial in one program,
// whose argument is the number of the step.
import { writeFileSync } from 'node:fs';

import { blocks_of } from './markdown.mjs';

const [tutorial, output] = process.argv.slice(2);
const programs = blocks_of(tutorial).filter(({ file }) => file?.trim() === 'main.cpp');
const includes = new Set(['#include <cstdlib>']);

const steps = programs.map(({ code, line }, index) => {
    const body = code
        .replace(/^#include .*$/gm, (include) => (includes.add(include), ''))
        .replace(/^int main\(\)/m, 'void run()');
    return `namespace step_${index + 1} {\n#line ${line} "${tutorial}"\n${body}}\n`;
});
const cases = programs.map((_, index) => `    case ${index + 1}:\n        step_${index + 1}::run();\n        return 0;\n`);

writeFileSync(output, `${[...includes].join('\n')}

${steps.join('')}
int main(int count, char** arguments) {
    switch (count == 2 ? std::atoi(arguments[1]) : 0) {
${cases.join('')}    default:
        return 2;
    }
}
`);
