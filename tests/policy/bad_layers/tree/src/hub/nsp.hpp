// SPDX-License-Identifier: MIT
#pragma once
#include <base/buffer.hpp>
#include <wire/frame.hpp>
