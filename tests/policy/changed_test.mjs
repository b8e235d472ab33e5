// SPDX-License-Identifier: MIT
// What ./test --changed runs, for changes of a small house.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { select } from '../../dev/selection.mjs';

const files = {
    'include/house/door.hpp': '#include <string>\n',
    'src/base/bell.hpp': '#pragma once\n',
    'src/base/bell.cpp': '#include <base/bell.hpp>\n',
    'src/hub/room.cpp': '#include <house/door.hpp>\n#  include <base/bell.hpp>\n',
    'build/hub/unity_0.cxx': '#include "/src/hub/room.cpp"\n',
    'tests/unit/base/bell_test.cpp': '#include <base/bell.hpp>\n',
    'tests/interop/run.mjs': 'import { peer } from "./peer.mjs";\n',
    'tests/interop/peer.mjs': '',
    'tests/interop/names.json': '{}',
    'tests/interop/suites/acks.test.mjs': 'import "../peer.mjs";\n',
    'tests/compile_fail/knob.cpp': '#include <house/door.hpp>\n',
    'examples/chat/main.cpp': '#include <house/door.hpp>\n',
};
const folders = ['include', 'src'];
const units = [
    { source: 'src/base/bell.cpp', output: 'build/src/base/CMakeFiles/base.dir/bell.o', folders },
    { source: 'build/hub/unity_0.cxx', output: 'build/src/hub/CMakeFiles/hub.dir/unity_0.o', folders },
    {
        source: 'tests/unit/base/bell_test.cpp',
        output: 'build/tests/unit/base/CMakeFiles/unit_base.dir/bell_test.o',
        folders,
    },
    { source: 'examples/chat/main.cpp', output: 'build/examples/CMakeFiles/chat.dir/main.o', folders },
];
const [bell, room, bell_test, chat] = units.map(({ output }) => output);
const programs = [
    { name: 'unit_base', output: 'build/tests/unit_base', inputs: [bell, bell_test] },
    { name: 'server', output: 'build/tests/server', inputs: [bell, room] },
    { name: 'chat', output: 'build/examples/chat/chat', inputs: [chat, bell, room, 'docs/generated.md'] },
];
const tests = [
    { name: 'bell.rings', labels: ['unit'], words: ['build/tests/unit_base'] },
    {
        name: 'interop.acks',
        labels: ['interop'],
        words: ['node', 'tests/interop/run.mjs', 'tests/interop/suites/acks.test.mjs', 'SERVER', 'build/tests/server'],
    },
    { name: 'example.chat', labels: ['example'], words: ['node', 'tests/examples/chat.test.js', 'EXAMPLES', 'build/examples'] },
    { name: 'compile_fail.knob', labels: ['compile_fail'], words: ['cmake', 'tests/compile_fail/knob.cpp'] },
    { name: 'docs.guide', labels: ['docs'], words: ['node', 'docs/guide.md'] },
    { name: 'fuzz.replay', labels: ['fuzz'], words: ['build/fuzz', 'fuzz/corpus/json'] },
    { name: 'install.static', labels: ['install'], words: ['node', 'tests/install/install.test.mjs', 'static'] },
    { name: 'policy.text', labels: ['policy'], words: ['node', 'tests/policy/check.mjs'] },
];

function reached(...changed) {
    const found = select({ changed, units, programs, tests, read: (file) => files[file] });
    return [[...found.programs.keys()].join(' '), [...found.tests.keys()].join(' ')];
}

test('a private header reaches who includes it, through other files, and who links that', () => {
    assert.deepEqual(reached('src/base/bell.hpp'), [
        'unit_base server chat',
        'bell.rings interop.acks example.chat install.static policy.text',
    ]);
    assert.deepEqual(reached('src/hub/room.cpp'), [
        'server chat',
        'interop.acks example.chat install.static policy.text',
    ]);
});

test('a public header reaches what is compiled with it by a test', () => {
    assert.deepEqual(reached('include/house/door.hpp'), [
        'server chat',
        'interop.acks example.chat compile_fail.knob docs.guide install.static policy.text',
    ]);
});

test('a file that is gone reaches who includes it', () => {
    const read = (file) => (file === 'src/base/bell.hpp' ? undefined : files[file]);
    const found = select({ changed: ['src/base/bell.hpp'], units, programs, tests, read });
    assert.ok(found.programs.has('unit_base'));
});

test('a source of a test reaches its program alone', () => {
    assert.deepEqual(reached('tests/unit/base/bell_test.cpp'), ['unit_base', 'bell.rings policy.text']);
    assert.deepEqual(reached('tests/unit/base/CMakeLists.txt'), ['unit_base', 'bell.rings policy.text']);
});

test('a script reaches who imports it, and what lies beside it too', () => {
    assert.deepEqual(reached('tests/interop/suites/acks.test.mjs'), ['', 'interop.acks policy.text']);
    assert.deepEqual(reached('tests/interop/peer.mjs'), ['', 'interop.acks policy.text']);
    assert.deepEqual(reached('tests/interop/names.json'), ['', 'interop.acks policy.text']);
    assert.deepEqual(reached('tests/interop/suites/rooms.test.mjs'), ['', 'policy.text']);
});

test('the page of an example reaches its tests, a corpus those that replay it', () => {
    assert.deepEqual(reached('examples/chat/page/look.css'), ['chat', 'example.chat policy.text']);
    assert.deepEqual(reached('fuzz/corpus/json/1'), ['', 'fuzz.replay policy.text']);
});

test('a document reaches what is made of it', () => {
    assert.deepEqual(reached('docs/guide.md'), ['', 'docs.guide policy.text']);
    assert.deepEqual(reached('docs/generated.md'), ['chat', 'example.chat policy.text']);
    assert.deepEqual(reached('CHANGELOG.md'), ['', 'policy.text']);
});

test('how all is built reaches all', () => {
    for (const file of ['CMakeLists.txt', 'cmake/test.cmake', 'CMakePresets.json', 'package-lock.json']) {
        const found = reached(file);
        assert.deepEqual(found, [
            programs.map(({ name }) => name).join(' '),
            tests.map(({ name }) => name).join(' '),
        ], file);
    }
});
