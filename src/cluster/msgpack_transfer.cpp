// SPDX-License-Identifier: MIT
#include <boost/container/small_vector.hpp>

#include <array>
#include <cstdint>

#include <base/output_buffer.hpp>
#include <base/utf8.hpp>
#include <cluster/msgpack_transfer.hpp>
#include <value/iso_time.hpp>
#include <value/json_number.hpp>
#include <value/json_validate.hpp>
#include <value/msgpack_item.hpp>
#include <value/msgpack_writer.hpp>

namespace socketiota::cluster {
namespace {

using form = msgpack_item::form;

void write_buffer(writer& to, msgpack_item const& item) {
    to.begin_object(2);
    to.write_key("type");
    to.write_string("Buffer");
    to.write_key("data");
    if (to.begin_array(item.size))
        for (char const octet : item.view())
            to.write_uint64(static_cast<unsigned char>(octet));
    to.end_array();
    to.end_object();
}

void write_number(writer& to, json_number const& number) {
    if (number.kind == value_kind::integer)
        to.write_int64(number.integer);
    else if (number.kind == value_kind::unsigned_integer)
        to.write_uint64(number.unsigned_integer);
    else
        to.write_double(number.floating);
}

bytes octets_of(msgpack_item const& item) {
    return bytes(std::as_bytes(std::span(item.content, item.size)));
}

void write_scalar(writer& to, msgpack_item const& item, bool buffers) {
    switch (item.what) {
    case form::boolean:
        return to.write_bool(item.flag);
    case form::number:
        return write_number(to, item.number);
    case form::string:
        return to.write_string(item.view());
    case form::time:
        return to.write_string(detail::print_time(item.number.integer).view());
    case form::binary:
        return buffers ? write_buffer(to, item) : to.write_bytes(octets_of(item));
    case form::extension:
        to.begin_array(2);
        to.write_int64(item.extension_type);
        if (buffers)
            write_buffer(to, item);
        else
            to.write_bytes(octets_of(item));
        return to.end_array();
    default:
        return to.write_null();
    }
}

/// An array or object that is being written.
struct unfinished {
    std::size_t left;
    bool is_map;
};

class transfer {
public:
    transfer(std::string_view valid, writer& to, bool buffers) noexcept
        : at_(valid.data()), end_(at_ + valid.size()), to_(to), buffers_(buffers) {}

    void run() {
        write();
        while (!open_.empty() && !to_.failed()) {
            if (open_.back().left == 0) {
                close();
            } else {
                --open_.back().left;
                if (!open_.back().is_map || write_key())
                    write();
            }
        }
    }

private:
    /// False if the member is `undefined` and was left out, as JSON.stringify does.
    bool write_key() {
        msgpack_item key;
        msgpack_item value;
        (void)read_msgpack_item(at_, end_, key); // valid: it is a text, and a value follows
        at_ = key.behind;
        (void)read_msgpack_item(at_, end_, value);
        if (value.what == form::undefined) {
            at_ = value.behind;
            return false;
        }
        to_.write_key(key.view());
        return true;
    }

    void write() {
        msgpack_item item;
        (void)read_msgpack_item(at_, end_, item);
        at_ = item.behind;
        if (!item.is_container())
            return write_scalar(to_, item, buffers_);
        bool const is_map = item.what == form::map;
        if (is_map ? to_.begin_object(item.size) : to_.begin_array(item.size))
            open_.push_back({item.size, is_map});
    }

    void close() {
        if (open_.back().is_map)
            to_.end_object();
        else
            to_.end_array();
        open_.pop_back();
    }

    char const* at_;
    char const* end_;
    writer& to_;
    bool buffers_;
    boost::container::small_vector<unfinished, 16> open_{};
};

/// Hands each item of `octets`, in the order in which they stand, to `each(item, begin, is_key)`.
/// False as soon as that says so, or something is no msgpack or nests deeper than anything may.
template <class Each>
bool for_each_item(std::string_view octets, Each each) {
    char const* at = octets.data();
    char const* const end = at + octets.size();
    boost::container::small_vector<unfinished, 16> open;
    for (;;) {
        msgpack_item item;
        if (!read_msgpack_item(at, end, item))
            return false;
        bool const is_key = !open.empty() && open.back().is_map && open.back().left % 2 == 0;
        if (!each(item, at, is_key))
            return false;
        at = item.behind;
        if (!open.empty())
            --open.back().left;
        if (item.is_container() && open.size() == max_json_depth)
            return false;
        if (item.is_container())
            open.push_back({item.values(), item.what == form::map});
        while (!open.empty() && open.back().left == 0)
            open.pop_back();
        if (open.empty())
            return at == end;
    }
}

std::string_view octets_of_item(msgpack_item const& item, char const* begin) noexcept {
    return {begin, static_cast<std::size_t>(item.behind - begin)};
}

constexpr std::int8_t time_of_standard = -1;
constexpr char lead_of_nil = '\xC0';

/// Whether it is a time of the standard; one that no Date holds is taken for nil.
bool is_standard_time(msgpack_item const& item, char const* begin) noexcept {
    return (item.what == form::time && item.extension_type == time_of_standard) ||
           (item.what == form::nil && *begin != lead_of_nil);
}

void append_time(base::output_buffer& into, msgpack_item const& item) {
    if (item.what == form::nil)
        return into.append(lead_of_nil);
    into.append(std::string_view("\xD7\x00", 2));
    char* to = into.prepare(8);
    auto const milliseconds = static_cast<std::uint64_t>(item.number.integer);
    for (unsigned shift = 64; shift != 0;)
        *to++ = static_cast<char>(milliseconds >> (shift -= 8));
    into.commit(8);
}

} // namespace

void transfer_msgpack(std::string_view valid, writer& to, bool buffers) {
    transfer(valid, to, buffers).run();
}

std::optional<std::string> with_times_of_parser(std::string_view valid) {
    bool const has_none = for_each_item(valid, [](msgpack_item const& item, char const* begin,
                                                  bool) { return !is_standard_time(item, begin); });
    if (has_none)
        return std::nullopt;
    base::output_buffer copy;
    (void)for_each_item(valid, [&copy](msgpack_item const& item, char const* begin, bool) {
        if (is_standard_time(item, begin))
            append_time(copy, item);
        else
            copy.append(octets_of_item(item, begin));
        return true;
    });
    return std::string(copy.view());
}

std::optional<std::string> mend_msgpack(std::string_view octets) {
    base::output_buffer copy;
    bool const is_msgpack =
        for_each_item(octets, [&copy](msgpack_item const& item, char const* begin, bool is_key) {
            if (item.what == form::string) {
                msgpack_writer(copy).write_string(item.view());
            } else if (is_key && item.what == form::number) {
                // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init)
                std::array<char, max_number_length> text;
                char const* const behind = print_json_number(text.data(), item.number.as_double());
                msgpack_writer(copy).write_string(
                    {text.data(), static_cast<std::size_t>(behind - text.data())});
            } else if (is_key) {
                return false;
            } else {
                copy.append(octets_of_item(item, begin));
            }
            return true;
        });
    if (!is_msgpack)
        return std::nullopt;
    return std::string(copy.view());
}

} // namespace socketiota::cluster
