// SPDX-License-Identifier: MIT
test.skip('one', () => {});
test('two', { skip: 'no peer' }, () => {});
Atomics.wait(cell, 0, 0, 100);
