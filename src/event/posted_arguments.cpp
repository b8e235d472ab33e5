// SPDX-License-Identifier: MIT
#include <iterator>

#include <event/posted_arguments.hpp>

namespace socketiota::events {

// The list refers to variables of the caller, whose types only its writers know: encoding them is
// the one way to copy them, and an error shows where the caller can still be told.
result<posted_arguments> posted_arguments::copy(detail::argument_list const& arguments) {
    // A value is null when encoding fails, which must not be sent instead of what was meant.
    error_code failure;

    struct job {
        detail::argument_list const& arguments;
        error_code& failure;
    } work{arguments, failure};

    value all = detail::encode_to_value(
        [](writer& to, void const* source) {
            job const& self = *static_cast<job const*>(source);
            to.begin_array(self.arguments.size());
            self.arguments.write(to);
            to.end_array();
            self.failure = to.error();
        },
        &work);
    if (failure)
        return failure;
    posted_arguments copied;
    auto const elements = all.elements();
    copied.values_.assign(std::make_move_iterator(elements.begin()),
                          std::make_move_iterator(elements.end()));
    return copied;
}

std::size_t posted_arguments::octets() const {
    std::size_t sum = 0;
    for (value const& each : values_)
        sum += octets_of(each);
    return sum;
}

value posted_arguments::to_value() const {
    value all = value::empty_array();
    for (value const& each : values_)
        all.push_back(each);
    return all;
}

detail::argument_list posted_arguments::list() const noexcept {
    return {&values_,
            [](void const* source, writer& to) {
                for (value const& each : *static_cast<std::vector<value> const*>(source))
                    encode(to, each);
            },
            values_.size()};
}

detail::argument_list posted_arguments::list_without_last() const noexcept {
    if (values_.empty())
        return list();
    return {&values_,
            [](void const* source, writer& to) {
                auto const& all = *static_cast<std::vector<value> const*>(source);
                for (value const& each : std::span(all).first(all.size() - 1))
                    encode(to, each);
            },
            values_.size() - 1};
}

} // namespace socketiota::events
