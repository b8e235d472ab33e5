// SPDX-License-Identifier: MIT
#include <wire/frame.hpp>
