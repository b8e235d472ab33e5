// SPDX-License-Identifier: MIT
#pragma once
#include "../../src/base/buffer.hpp"
#include <wire/frame.hpp>
