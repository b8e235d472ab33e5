// SPDX-License-Identifier: MIT
// naïve
// TODO: later
auto path = "/home/somebody/file";
auto route = "http://host/home/page";
