// SPDX-License-Identifier: MIT
#pragma once
#include <wire/frame.hpp>
