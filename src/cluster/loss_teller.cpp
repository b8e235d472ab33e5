// SPDX-License-Identifier: MIT
#include <utility>

#include <cluster/loss_teller.hpp>
#include <cluster/text_of_failure.hpp>

namespace socketiota::cluster {

void loss_teller::tell(error_code why, std::string_view words) {
    if (metrics_ != nullptr)
        metrics_->count(metric::cluster_message_lost);
    if (std::exchange(told_, why) != why && observer_ != nullptr)
        observer_->on_state("a message to other servers is lost: " + text_of_failure(why, words),
                            true);
}

} // namespace socketiota::cluster
