// SPDX-License-Identifier: MIT
#pragma once

#include <pthread.h>

#include <systems/any.hpp>
