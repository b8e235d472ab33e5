// SPDX-License-Identifier: MIT
namespace house {

int made_below();

int made_above() { return made_below(); }

} // namespace house
