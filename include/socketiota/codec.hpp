// SPDX-License-Identifier: MIT
#pragma once

/// What C++ types can be sent and received, and how a program adds its own: see
/// socketiota/codec/customisation.hpp.
#include <socketiota/codec/choices.hpp>
#include <socketiota/codec/customisation.hpp>
#include <socketiota/codec/numbers.hpp>
#include <socketiota/codec/parameters.hpp>
#include <socketiota/codec/ranges.hpp>
#include <socketiota/codec/strings.hpp>
#include <socketiota/codec/structs.hpp>
#include <socketiota/codec/times.hpp>
#include <socketiota/codec/tuples.hpp>
#include <socketiota/codec/views.hpp>
