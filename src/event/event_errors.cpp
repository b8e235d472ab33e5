// SPDX-License-Identifier: MIT
#include <socketiota/event_errors.hpp>

#include <utility>

namespace socketiota {

bad_arguments::bad_arguments(std::string event, std::size_t index, error_code reason,
                             std::string const& sentence)
    : std::runtime_error("event \"" + event + "\": " + sentence),
      event_(std::move(event)),
      index_(index),
      reason_(reason) {}

event_rejected::event_rejected(std::string event, std::string message, value data)
    : std::runtime_error("event \"" + event + "\" was rejected: " + message),
      event_(std::move(event)),
      message_(std::move(message)),
      data_(std::move(data)) {}

} // namespace socketiota
