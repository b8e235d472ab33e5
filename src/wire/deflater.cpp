// SPDX-License-Identifier: MIT
#include <algorithm>
#include <limits>
#include <new>

#include <wire/deflater.hpp>
#include <wire/zlib_memory.hpp>

namespace socketiota::wire {

/// Invariant: initialised from its construction to its end.
struct deflater::stream {
    stream(unsigned window_bits, deflate_effort effort) {
        // A negative window: no header and no checksum.
        if (deflateInit2(&zlib, effort.level, Z_DEFLATED, -static_cast<int>(window_bits),
                         effort.memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc(); // the one way in which correct arguments fail
    }

    stream(stream const&) = delete;
    stream& operator=(stream const&) = delete;

    ~stream() { deflateEnd(&zlib); }

    z_stream zlib = zlib_stream();
};

deflater::deflater(unsigned window_bits, bool keeps_context, deflate_effort effort) noexcept
    : window_bits_(window_bits), keeps_context_(keeps_context), effort_(effort) {}

deflater::deflater(deflater&&) noexcept = default;
deflater& deflater::operator=(deflater&&) noexcept = default;
deflater::~deflater() = default;

void deflater::append(std::string_view content, std::string& output) {
    // An empty block (RFC 7692 section 7.2.3.6); zlib would write nothing the second time.
    if (content.empty()) {
        output += '\0';
        return;
    }
    if (!stream_)
        stream_ = std::make_unique<stream>(window_bits_, effort_);
    z_stream& zlib = stream_->zlib;
    if (!keeps_context_)
        deflateReset(&zlib);

    // zlib counts in 32 bits.
    constexpr std::size_t most = std::numeric_limits<uInt>::max();
    std::size_t const begin = output.size();
    std::size_t written = begin;
    std::size_t unread = content.size();
    // zlib does not write to its input, and only its newer versions say so.
    zlib.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
    for (;;) {
        if (written == output.size())
            output.resize(written + std::max<std::size_t>(64, unread / 2 + unread / 8));
        auto const input = static_cast<uInt>(std::min(unread, most));
        auto const room = static_cast<uInt>(std::min(output.size() - written, most));
        zlib.avail_in = input;
        zlib.next_out = reinterpret_cast<Bytef*>(output.data() + written);
        zlib.avail_out = room;
        deflate(&zlib, unread <= most ? Z_SYNC_FLUSH : Z_NO_FLUSH);
        unread -= input - zlib.avail_in;
        written += room - zlib.avail_out;
        if (unread == 0 && zlib.avail_out > 0)
            break;
    }
    // The end that both sides know is left out (RFC 7692 section 7.2.1).
    constexpr std::size_t tail = 4;
    output.resize(written - tail);
}

} // namespace socketiota::wire
