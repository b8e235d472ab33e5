// SPDX-License-Identifier: MIT
#include <socketiota/reply.hpp>

namespace socketiota::detail {

void reply_state::acknowledge(argument_list const& results) {
    // The exchange decides between copies on different threads.
    if (taken_.exchange(true, std::memory_order_acq_rel))
        return;
    try {
        answer_.acknowledge(results);
    } catch (...) {
        answer_.acknowledge_error(handler_failed);
        throw;
    }
}

void reply_state::acknowledge_error(std::string_view sentence) {
    if (!taken_.exchange(true, std::memory_order_acq_rel))
        answer_.acknowledge_error(sentence);
}

} // namespace socketiota::detail
