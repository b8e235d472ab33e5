// SPDX-License-Identifier: MIT
#include "inflater.hpp"

#include "failure.hpp"

namespace socketiota::bench {

namespace {

constexpr std::size_t most = 1'000'000;
constexpr int raw_with_any_window = -15;

} // namespace

void inflater::ending::operator()(z_stream* stream) const noexcept {
    inflateEnd(stream);
    delete stream;
}

inflater::inflater() {
    auto stream = std::make_unique<z_stream>();
    if (inflateInit2(stream.get(), raw_with_any_window) != Z_OK)
        throw failure{"zlib does not inflate"};
    stream_.reset(stream.release());
}

std::string_view inflater::inflate(std::string_view compressed) {
    compressed_ = compressed;
    compressed_.append("\0\0\xff\xff", 4);
    // One more than may come, or an end at the limit would look like a content above it.
    content_.resize(most + 1);
    stream_->next_in = reinterpret_cast<Bytef*>(compressed_.data());
    stream_->avail_in = static_cast<uInt>(compressed_.size());
    stream_->next_out = reinterpret_cast<Bytef*>(content_.data());
    stream_->avail_out = static_cast<uInt>(content_.size());
    const int state = ::inflate(stream_.get(), Z_SYNC_FLUSH);
    if ((state != Z_OK && state != Z_BUF_ERROR) || stream_->avail_in != 0 ||
        stream_->avail_out == 0)
        throw failure{"the server sent a compressed message that cannot be inflated"};
    content_.resize(content_.size() - stream_->avail_out);
    return content_;
}

} // namespace socketiota::bench
