// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <limits>
#include <new>

#include <wire/inflater.hpp>
#include <wire/zlib_memory.hpp>

namespace socketiota::wire {
namespace {

// What a compressor leaves out (RFC 7692 section 7.2.1).
constexpr std::array<std::byte, 4> left_out{std::byte{0}, std::byte{0}, std::byte{0xFF},
                                            std::byte{0xFF}};

} // namespace

/// Invariant: initialised from its construction to its end.
struct inflater::stream {
    explicit stream(unsigned window_bits) {
        // A negative window: no header and no checksum.
        if (inflateInit2(&zlib, -static_cast<int>(window_bits)) != Z_OK)
            throw std::bad_alloc(); // the one way in which correct arguments fail
    }

    stream(stream const&) = delete;
    stream& operator=(stream const&) = delete;

    ~stream() { inflateEnd(&zlib); }

    // Whether the last octet that was read ends a block.
    [[nodiscard]] bool between_blocks() const noexcept { return (zlib.data_type & 128) != 0; }

    z_stream zlib = zlib_stream();
};

inflater::inflater(unsigned window_bits, bool keeps_context) noexcept
    : window_bits_(window_bits), keeps_context_(keeps_context) {}

inflater::inflater(inflater&&) noexcept = default;
inflater& inflater::operator=(inflater&&) noexcept = default;
inflater::~inflater() = default;

inflated inflater::append(std::span<std::byte const> content, std::size_t most,
                          base::output_buffer& output) {
    // Not even the octet that an empty block has; the official server takes it for one.
    if (content.empty())
        return inflated::whole;
    if (!stream_)
        stream_ = std::make_unique<stream>(window_bits_);
    z_stream& zlib = stream_->zlib;
    if (!keeps_context_)
        inflateReset(&zlib);

    constexpr std::size_t countable = std::numeric_limits<uInt>::max();
    constexpr std::size_t smallest_room = 512;
    // One octet more than it may be tells that it is larger.
    std::size_t const enough = most < std::numeric_limits<std::size_t>::max() ? most + 1 : most;
    std::size_t room = std::max(smallest_room, content.size() * 4);
    for (std::span<std::byte const> part : {content, std::span<std::byte const>(left_out)}) {
        for (;;) {
            auto const input = static_cast<uInt>(std::min(part.size(), countable));
            auto const space =
                static_cast<uInt>(std::min({room, enough - output.size(), countable}));
            // zlib does not write to its input, and only its newer versions say so.
            zlib.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(part.data()));
            zlib.avail_in = input;
            zlib.next_out = reinterpret_cast<Bytef*>(output.prepare(space));
            zlib.avail_out = space;
            int const state = inflate(&zlib, Z_SYNC_FLUSH);
            part = part.subspan(input - zlib.avail_in);
            output.commit(space - zlib.avail_out);
            if (output.size() > most)
                return inflated::too_big;
            if (state == Z_STREAM_END) {
                // The block said to be the last, and nothing looks back behind it (RFC 7692
                // section 7.2.3.4).
                inflateReset(&zlib);
                return inflated::whole;
            }
            if (state == Z_MEM_ERROR)
                throw std::bad_alloc();
            if (state != Z_OK && state != Z_BUF_ERROR)
                return inflated::broken;
            if (zlib.avail_out > 0 && part.empty())
                break;
            room = std::max(smallest_room, output.size()); // so that it doubles
        }
    }
    // Whoever cuts a block short would have us take a part of a text for the whole.
    return stream_->between_blocks() ? inflated::whole : inflated::broken;
}

} // namespace socketiota::wire
