// SPDX-License-Identifier: MIT
#include <socketiota/value.hpp>

#include <algorithm>
#include <array>
#include <limits>

#include <base/output_buffer.hpp>
#include <value/decode_sentence.hpp>
#include <value/json_reader.hpp>
#include <value/json_validate.hpp>
#include <value/json_writer.hpp>
#include <value/value_access.hpp>
#include <value/value_reader.hpp>
#include <value/value_writer.hpp>

namespace socketiota {
namespace {

/// Destroying it takes no recursion: nothing is in it.
bool is_leaf(value const& of) noexcept { return of.empty(); }

/// The last part of a container, or nullptr.
value* last_part(value& of) noexcept {
    if (of.empty())
        return nullptr;
    if (auto* const elements = value_access::elements(of))
        return &elements->back();
    return &value_access::members(of)->back().second;
}

void drop_last_part(value& of) noexcept {
    if (auto* const elements = value_access::elements(of))
        elements->pop_back();
    else
        value_access::members(of)->pop_back();
}

constinit value const null_value;

} // namespace

static_assert(sizeof(value) == 32);

value value_access::make_unsigned(std::uint64_t number) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return number <= most ? make(static_cast<std::int64_t>(number)) : make(number);
}

value::value(value const& other) {
    value_writer to(*this, std::numeric_limits<std::size_t>::max());
    write_value(to, other);
}

value::value(value&& other) noexcept : content_(std::exchange(other.content_, nullptr)) {}

value& value::operator=(value const& other) {
    if (this != &other)
        *this = value(other);
    return *this;
}

value& value::operator=(value&& other) noexcept {
    // Taken first, because it may be a part of what is destroyed.
    value taken(std::move(other));
    if (holds_nested())
        destroy_nested();
    content_ = std::exchange(taken.content_, nullptr);
    return *this;
}

value::~value() {
    if (holds_nested())
        destroy_nested();
}

/// Whether destroying the content would destroy content of content.
bool value::holds_nested() const noexcept {
    if (auto const* const parts = value_access::elements(*this))
        return !std::all_of(parts->begin(), parts->end(), is_leaf);
    if (auto const* const parts = value_access::members(*this))
        return !std::all_of(parts->begin(), parts->end(),
                            [](member const& each) { return is_leaf(each.second); });
    return false;
}

/// Destroys a tree of any depth without recursion and without allocation: the way back is kept in
/// the place from which the part that is being destroyed was taken.
void value::destroy_nested() noexcept {
    value current(std::move(*this));
    value parent;
    for (;;) {
        value* last = last_part(current);
        while (last != nullptr && is_leaf(*last)) {
            drop_last_part(current);
            last = last_part(current);
        }
        if (last != nullptr) {
            value part(std::move(*last));
            last->content_ = std::exchange(parent.content_, nullptr);
            parent.content_ = std::exchange(current.content_, nullptr);
            current.content_ = std::exchange(part.content_, nullptr);
        } else if (parent.is_null()) {
            return;
        } else {
            value* const way_back = last_part(parent);
            value grandparent(std::move(*way_back));
            drop_last_part(parent);
            current.content_ = std::exchange(parent.content_, nullptr);
            parent.content_ = std::exchange(grandparent.content_, nullptr);
        }
    }
}

value value::empty_object() { return value_access::make(std::make_unique<members_type>()); }

value value::empty_array() { return value_access::make(std::make_unique<elements_type>()); }

result<value> value::parse(std::string_view json) {
    if (error_code const wrong = validate_json(json); wrong.failed())
        return wrong;
    json_reader from(json);
    value parsed;
    if (!read_value(from, parsed))
        return from.error();
    return parsed;
}

std::string value::to_json() const {
    base::output_buffer text;
    std::vector<bytes> attachments;
    json_writer to(text, attachments, std::numeric_limits<std::size_t>::max());
    write_value(to, *this);
    return std::string(text.view());
}

value_kind value::kind() const noexcept {
    constexpr std::array kinds{value_kind::null,     value_kind::boolean,
                               value_kind::integer,  value_kind::unsigned_integer,
                               value_kind::floating, value_kind::string,
                               value_kind::bytes,    value_kind::array,
                               value_kind::object};
    return kinds[content_.index()];
}

std::size_t value::size() const noexcept {
    if (auto const* const parts = value_access::elements(*this))
        return parts->size();
    if (auto const* const parts = value_access::members(*this))
        return parts->size();
    return 0;
}

value const& value::operator[](std::string_view key) const& noexcept {
    value const* const found = find(key);
    return found != nullptr ? *found : null_value;
}

value value::operator[](std::string_view key) && noexcept {
    value* const found = find(key);
    return found != nullptr ? std::move(*found) : value();
}

value const& value::element(std::size_t index) const noexcept {
    auto const* const parts = value_access::elements(*this);
    return parts != nullptr && index < parts->size() ? (*parts)[index] : null_value;
}

value value::take_element(std::size_t index) noexcept {
    auto* const parts = value_access::elements(*this);
    return parts != nullptr && index < parts->size() ? std::move((*parts)[index]) : value();
}

value const* value::find(std::string_view key) const& noexcept {
    for (member const& each : members())
        if (each.first == key)
            return &each.second;
    return nullptr;
}

value* value::find(std::string_view key) & noexcept {
    return const_cast<value*>(static_cast<value const&>(*this).find(key));
}

std::span<value const> value::elements() const& noexcept {
    auto const* const parts = value_access::elements(*this);
    return parts != nullptr ? std::span<value const>(*parts) : std::span<value const>();
}

std::span<value> value::elements() & noexcept {
    auto* const parts = value_access::elements(*this);
    return parts != nullptr ? std::span<value>(*parts) : std::span<value>();
}

std::span<value::member const> value::members() const& noexcept {
    auto const* const parts = value_access::members(*this);
    return parts != nullptr ? std::span<member const>(*parts) : std::span<member const>();
}

value& value::set(std::string_view key, value mapped) {
    if (!is_object())
        *this = empty_object();
    if (value* const found = find(key))
        return *found = std::move(mapped);
    return value_access::members(*this)->emplace_back(key, std::move(mapped)).second;
}

bool value::erase(std::string_view key) {
    auto* const parts = value_access::members(*this);
    if (parts == nullptr)
        return false;
    auto const found = std::find_if(parts->begin(), parts->end(),
                                    [key](member const& each) { return each.first == key; });
    if (found == parts->end())
        return false;
    parts->erase(found);
    return true;
}

value& value::push_back(value element) {
    if (!is_array())
        *this = empty_array();
    return value_access::elements(*this)->emplace_back(std::move(element));
}

void codec<value>::encode(writer& to, value const& from) { write_value(to, from); }

bool codec<value>::decode(reader& from, value& into) { return read_value(from, into); }

namespace detail {

value encode_to_value(encode_function encode, void const* source) {
    value made;
    value_writer to(made, max_json_depth);
    encode(to, source);
    return to.failed() ? value() : made;
}

decode_error decode_from_value(value const& from, decode_function decode, void* target,
                               bool views) {
    value_reader reading(from, views);
    return decode_all(reading, decode, target);
}

} // namespace detail
} // namespace socketiota
