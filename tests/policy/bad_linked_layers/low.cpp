// SPDX-License-Identifier: MIT
// Includes nothing of `high`, and needs it all the same: a policy test finds that.
namespace house {

int made_above();

int made_below() { return 1; }

int uses_both() { return made_above() + made_below(); }

} // namespace house
