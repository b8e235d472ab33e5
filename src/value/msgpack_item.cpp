// SPDX-License-Identifier: MIT
#include <bit>

#include <value/msgpack_item.hpp>

namespace socketiota {
namespace {

using form = msgpack_item::form;

/// The extension of the standard that holds a time.
constexpr std::int8_t standard_time = -1;

/// A time that no `Date` holds, further from 1970 than it reaches.
constexpr std::int64_t no_time = INT64_MAX;

std::uint64_t load(char const* at, std::size_t octets) noexcept {
    std::uint64_t number = 0;
    for (std::size_t index = 0; index != octets; ++index)
        number = number << 8 | static_cast<unsigned char>(at[index]);
    return number;
}

/// Moves over what has been read; refuses whatever the octets do not hold.
class cursor {
public:
    cursor(char const* at, char const* end, msgpack_item& item) noexcept
        : at_(at), end_(end), item_(item) {}

    bool read() noexcept;

private:
    [[nodiscard]] bool has(std::uint64_t octets) const noexcept {
        return octets <= static_cast<std::uint64_t>(end_ - at_);
    }

    [[nodiscard]] bool take(std::size_t octets, std::uint64_t& number) noexcept {
        if (!has(octets))
            return false;
        number = load(at_, octets);
        at_ += octets;
        return true;
    }

    bool plain(form what) noexcept {
        item_.what = what;
        item_.behind = at_;
        return true;
    }

    bool whole(std::int64_t number) noexcept {
        item_.number.kind = value_kind::integer;
        item_.number.integer = number;
        return plain(form::number);
    }

    bool boolean(bool flag) noexcept {
        item_.flag = flag;
        return plain(form::boolean);
    }

    bool unsigned_whole(std::size_t octets) noexcept {
        std::uint64_t number = 0;
        if (!take(octets, number))
            return false;
        if (number <= static_cast<std::uint64_t>(INT64_MAX))
            return whole(static_cast<std::int64_t>(number));
        item_.number.kind = value_kind::unsigned_integer;
        item_.number.unsigned_integer = number;
        return plain(form::number);
    }

    bool signed_whole(std::size_t octets) noexcept {
        std::uint64_t number = 0;
        if (!take(octets, number))
            return false;
        std::size_t const unused = 64 - 8 * octets;
        return whole(static_cast<std::int64_t>(number << unused) >> unused);
    }

    bool floating(std::size_t octets) noexcept {
        std::uint64_t number = 0;
        if (!take(octets, number))
            return false;
        item_.number.kind = value_kind::floating;
        item_.number.floating =
            octets == 4
                ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(number)))
                : std::bit_cast<double>(number);
        return plain(form::number);
    }

    bool octets(form what, std::uint64_t size) noexcept {
        if (!has(size))
            return false;
        item_.what = what;
        item_.size = static_cast<std::size_t>(size);
        item_.content = at_;
        item_.behind = at_ + size;
        return true;
    }

    bool container(form what, std::uint64_t size) noexcept {
        if (!has(what == form::map ? 2 * size : size)) // below 2^33: no overflow
            return false;
        item_.size = static_cast<std::size_t>(size);
        item_.content = at_;
        return plain(what);
    }

    /// Reads a size and has `then` go on with it.
    template <class Then>
    bool sized(std::size_t octets_of_size, Then then) noexcept {
        std::uint64_t size = 0;
        return take(octets_of_size, size) && then(size);
    }

    bool time(std::int64_t milliseconds) noexcept {
        constexpr std::int64_t most = 8'640'000'000'000'000; // ECMA-262 21.4.1.1
        if (milliseconds < -most || milliseconds > most)
            return plain(form::nil); // what JSON makes of an invalid Date
        item_.number.kind = value_kind::integer;
        item_.number.integer = milliseconds;
        return plain(form::time);
    }

    bool time(std::int64_t seconds, std::uint64_t nanoseconds) noexcept {
        constexpr std::int64_t most = 8'640'000'000'001;
        if (seconds < -most || seconds > most)
            return time(no_time);
        return time(seconds * 1000 + static_cast<std::int64_t>(nanoseconds / 1'000'000));
    }

    bool fixed_extension(std::size_t size) noexcept;
    bool extension(std::size_t octets_of_size) noexcept;

    char const* at_;
    char const* const end_;
    msgpack_item& item_;
};

bool cursor::fixed_extension(std::size_t size) noexcept {
    std::uint64_t type = 0;
    if (!take(1, type) || !has(size))
        return false;
    item_.extension_type = static_cast<std::int8_t>(type);
    char const* const content = at_;
    if (item_.extension_type == 0 && (size == 1 || size == 8)) {
        at_ += size;
        return size == 1 ? plain(form::undefined)
                         : time(static_cast<std::int64_t>(load(content, size)));
    }
    if (item_.extension_type == standard_time && size == 4) {
        at_ += size;
        return time(static_cast<std::int64_t>(load(content, 4)), 0);
    }
    if (item_.extension_type == standard_time && size == 8) {
        at_ += size;
        std::uint64_t const both = load(content, 8);
        return time(static_cast<std::int64_t>(both & 0x3FFFFFFFFU), both >> 34);
    }
    return octets(form::extension, size);
}

bool cursor::extension(std::size_t octets_of_size) noexcept {
    std::uint64_t size = 0;
    std::uint64_t type = 0;
    if (!take(octets_of_size, size) || !take(1, type) || !has(size))
        return false;
    item_.extension_type = static_cast<std::int8_t>(type);
    if (item_.extension_type == standard_time && size == 12) {
        char const* const content = at_;
        at_ += size;
        return time(static_cast<std::int64_t>(load(content + 4, 8)), load(content, 4));
    }
    return octets(item_.extension_type == 0 ? form::binary : form::extension, size);
}

bool cursor::read() noexcept {
    if (at_ == end_)
        return false;
    auto const lead = static_cast<unsigned char>(*at_++);
    if (lead < 0x80)
        return whole(lead);
    if (lead < 0x90)
        return container(form::map, lead & 0x0FU);
    if (lead < 0xA0)
        return container(form::array, lead & 0x0FU);
    if (lead < 0xC0)
        return octets(form::string, lead & 0x1FU);
    if (lead >= 0xE0)
        return whole(static_cast<std::int64_t>(lead) - 0x100);

    auto const binary = [this](std::uint64_t size) { return octets(form::binary, size); };
    auto const string = [this](std::uint64_t size) { return octets(form::string, size); };
    auto const array = [this](std::uint64_t size) { return container(form::array, size); };
    auto const map = [this](std::uint64_t size) { return container(form::map, size); };
    switch (lead) {
    case 0xC0:
        return plain(form::nil);
    case 0xC2:
    case 0xC3:
        return boolean(lead == 0xC3);
    case 0xC4:
    case 0xC5:
    case 0xC6:
        return sized(std::size_t{1} << (lead - 0xC4), binary);
    case 0xC7:
    case 0xC8:
    case 0xC9:
        return extension(std::size_t{1} << (lead - 0xC7));
    case 0xCA:
        return floating(4);
    case 0xCB:
        return floating(8);
    case 0xCC:
    case 0xCD:
    case 0xCE:
    case 0xCF:
        return unsigned_whole(std::size_t{1} << (lead - 0xCC));
    case 0xD0:
    case 0xD1:
    case 0xD2:
    case 0xD3:
        return signed_whole(std::size_t{1} << (lead - 0xD0));
    case 0xD4:
    case 0xD5:
    case 0xD6:
    case 0xD7:
    case 0xD8:
        return fixed_extension(std::size_t{1} << (lead - 0xD4));
    case 0xD9:
    case 0xDA:
    case 0xDB:
        return sized(std::size_t{1} << (lead - 0xD9), string);
    case 0xDC:
    case 0xDD:
        return sized(std::size_t{2} << (lead - 0xDC), array);
    case 0xDE:
    case 0xDF:
        return sized(std::size_t{2} << (lead - 0xDE), map);
    default:
        return false; // 0xC1, which nobody uses
    }
}

} // namespace

bool read_msgpack_item(char const* at, char const* end, msgpack_item& item) noexcept {
    return cursor(at, end, item).read();
}

char const* skip_msgpack_value(char const* at, char const* end) noexcept {
    msgpack_item item;
    // No overflow: a container announces no more values than there are octets.
    for (std::uint64_t left = 1; left != 0; at = item.behind) {
        if (!read_msgpack_item(at, end, item))
            return nullptr;
        left -= 1;
        if (item.is_container())
            left += item.values();
    }
    return at;
}

} // namespace socketiota
