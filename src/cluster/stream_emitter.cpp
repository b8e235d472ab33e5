// SPDX-License-Identifier: MIT
#include <utility>

#include <cluster/message_encoder.hpp>
#include <cluster/stream_addition.hpp>
#include <cluster/stream_emitter.hpp>
#include <cluster/stream_names.hpp>

namespace socketiota::cluster {

stream_emitter::stream_emitter(stream_options options, std::unique_ptr<redis_thread> by) noexcept
    : options_(std::move(options)), by_(std::move(by)) {}

emit_result stream_emitter::send(message const& what) {
    message_encoder encoder;
    auto const data = encoder.encode_data(what);
    if (!data)
        return data.error();
    std::string const stream = stream_of(what.nsp, options_);
    return by_->send(stream_addition(stream, options_.max_len, what, *data).command());
}

void stream_emitter::close() noexcept { by_->close(); }

} // namespace socketiota::cluster
