// SPDX-License-Identifier: MIT
#include <base/what_of.hpp>

namespace socketiota::base {

std::string what_of(std::exception_ptr const& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (std::exception const& thrown) {
        return thrown.what();
    } catch (...) {
        return "an exception that is no std::exception";
    }
}

} // namespace socketiota::base
