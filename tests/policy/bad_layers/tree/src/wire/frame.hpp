// SPDX-License-Identifier: MIT
#pragma once
#include "../hub/nsp.hpp"
#include "../wire/own.hpp"
// #include <hub/nsp.hpp> in a comment includes nothing
#include <base/buffer.hpp>
#include <socketiota/public.hpp>
