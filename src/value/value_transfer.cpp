// SPDX-License-Identifier: MIT
#include <cstddef>
#include <limits>
#include <vector>

#include <value/value_access.hpp>
#include <value/value_writer.hpp>

namespace socketiota {
namespace {

/// A container that is being written, and which part of it comes next.
struct open_container {
    value const* container;
    std::size_t next;
};

void write_scalar(writer& to, value const& from) {
    switch (from.kind()) {
    case value_kind::boolean:
        return to.write_bool(*value_access::get<bool>(from));
    case value_kind::integer:
        return to.write_int64(*value_access::get<std::int64_t>(from));
    case value_kind::unsigned_integer:
        return to.write_uint64(*value_access::get<std::uint64_t>(from));
    case value_kind::floating:
        return to.write_double(*value_access::get<double>(from));
    case value_kind::string:
        return to.write_string(*value_access::text(from));
    case value_kind::bytes:
        return to.write_bytes(*value_access::get<bytes>(from));
    default:
        return to.write_null();
    }
}

class writing {
public:
    explicit writing(writer& to) noexcept : to_(to) {}

    void run(value const& from) {
        write(from);
        while (!open_.empty()) {
            open_container& innermost = open_.back();
            std::size_t const index = innermost.next++;
            if (auto const* elements = value_access::elements(*innermost.container)) {
                if (index == elements->size())
                    close();
                else
                    write((*elements)[index]);
            } else {
                auto const& members = *value_access::members(*innermost.container);
                if (index == members.size()) {
                    close();
                } else {
                    to_.write_key(members[index].first);
                    write(members[index].second);
                }
            }
        }
    }

private:
    void write(value const& from) {
        if (!from.is_array() && !from.is_object())
            return write_scalar(to_, from);
        bool const goes_on =
            from.is_array() ? to_.begin_array(from.size()) : to_.begin_object(from.size());
        // Begun in vain, it is ended without looking into it.
        open_.push_back({&from, goes_on ? 0 : from.size()});
    }

    void close() {
        if (open_.back().container->is_array())
            to_.end_array();
        else
            to_.end_object();
        open_.pop_back();
    }

    writer& to_;
    std::vector<open_container> open_{};
};

bool transfer_scalar(reader& from, value_writer& to) {
    switch (from.peek()) {
    case value_kind::null:
        to.write_null();
        return from.read_null();
    case value_kind::boolean: {
        bool flag = false;
        static_cast<void>(from.read_bool(flag));
        to.write_bool(flag);
        break;
    }
    case value_kind::integer: {
        std::int64_t number = 0;
        static_cast<void>(from.read_int64(number));
        to.write_int64(number);
        break;
    }
    case value_kind::unsigned_integer: {
        std::uint64_t number = 0;
        static_cast<void>(from.read_uint64(number));
        to.write_uint64(number);
        break;
    }
    case value_kind::floating: {
        double number = 0;
        static_cast<void>(from.read_double(number));
        to.write_double(number);
        break;
    }
    case value_kind::string: {
        std::string_view text;
        static_cast<void>(from.read_wtf8(text));
        to.write_string(text);
        break;
    }
    case value_kind::bytes: {
        bytes octets;
        static_cast<void>(from.read_bytes(octets));
        to.write_bytes(octets);
        break;
    }
    default:
        return from.fail(error::arguments_do_not_fit);
    }
    return !from.failed();
}

/// Reads what comes next; `open` gets another container if it is one. What it is an element of is
/// not its business.
bool transfer_value(reader& from, value_writer& to, std::vector<value_kind>& open) {
    value_kind const kind = from.peek();
    if (kind == value_kind::array) {
        static_cast<void>(to.begin_array(0));
        open.push_back(kind);
        return from.enter_array();
    }
    if (kind == value_kind::object) {
        static_cast<void>(to.begin_object(0));
        open.push_back(kind);
        return from.enter_object();
    }
    return transfer_scalar(from, to);
}

/// Goes to the next value of the innermost container that has one, ending those that have none.
/// False at the end of all.
bool next_value(reader& from, value_writer& to, std::vector<value_kind>& open) {
    while (!open.empty()) {
        std::string_view key;
        if (open.back() == value_kind::array) {
            if (from.next_element())
                return true;
            to.end_array();
        } else {
            if (from.next_wtf8_key(key)) {
                to.write_key(key);
                return true;
            }
            to.end_object();
        }
        open.pop_back();
    }
    return false;
}

} // namespace

void write_value(writer& to, value const& from) {
    if (from.is_array() || from.is_object())
        writing(to).run(from);
    else
        write_scalar(to, from);
}

bool read_value(reader& from, value& into) {
    value_writer to(into, std::numeric_limits<std::size_t>::max());
    std::vector<value_kind> open;
    do {
        if (!transfer_value(from, to, open))
            return false;
    } while (next_value(from, to, open));
    return !from.failed();
}

} // namespace socketiota
