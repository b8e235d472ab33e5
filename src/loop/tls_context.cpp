// SPDX-License-Identifier: MIT
#include <utility>

#include <loop/tls_channel.hpp>
#include <loop/tls_context.hpp>

namespace socketiota::loop {

tls_context::tls_context(tls_options options)
    : options_(std::move(options)), hosts_(std::make_shared<tls_hosts const>(options_)) {}

void tls_context::reload() {
    auto fresh = std::make_shared<tls_hosts const>(options_);
    std::scoped_lock const alone(lock_);
    hosts_.swap(fresh);
}

std::shared_ptr<tls_hosts const> tls_context::hosts() const {
    std::scoped_lock const alone(lock_);
    return hosts_;
}

std::unique_ptr<channel> tls_context::wrap(std::shared_ptr<shard> home,
                                           std::unique_ptr<channel> below,
                                           base::metric_sink& metrics) const {
    return std::make_unique<tls_channel>(std::move(home), std::move(below), hosts(), metrics);
}

} // namespace socketiota::loop
