// SPDX-License-Identifier: MIT
#define SOCKETIOTA_FINE 1
#define MINIMUM(a, b) ((a) < (b) ? (a) : (b))
using namespace std;
