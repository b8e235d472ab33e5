// SPDX-License-Identifier: MIT
#include <hub/nsp.hpp>
#include <socketiota/public.hpp>
