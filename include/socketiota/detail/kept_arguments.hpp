// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>
#include <socketiota/export.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>
#include <boost/smart_ptr/intrusive_ref_counter.hpp>

#include <utility>

namespace socketiota::detail {

/// One argument that is kept, whatever its type, and what is behind it.
class SOCKETIOTA_EXPORT kept_argument : public boost::intrusive_ref_counter<kept_argument> {
public:
    kept_argument(kept_argument const&) = delete;
    kept_argument& operator=(kept_argument const&) = delete;
    virtual ~kept_argument();

    [[nodiscard]] virtual argument_ref ref() const noexcept = 0;

    boost::intrusive_ptr<kept_argument> next;

protected:
    kept_argument() = default;
};

template <class T>
class kept_value final : public kept_argument {
public:
    explicit kept_value(T&& value) : value_(std::move(value)) {}

    [[nodiscard]] argument_ref ref() const noexcept override { return argument_ref(value_); }

private:
    T value_;
};

/// The arguments of an operation that is started later. One type for all lists of types, so that
/// what starts it is compiled once for each type of answer.
///
/// Copies share the arguments.
///
/// Thread safety: distinct objects: safe.
class SOCKETIOTA_EXPORT kept_arguments {
public:
    /// Keeps `value` after those that are there; for whoever has the only copy.
    template <class T>
    void add(T value) {
        append(boost::intrusive_ptr<kept_argument>(new kept_value<T>(std::move(value))));
    }

    /// Refers to this object.
    [[nodiscard]] argument_list list() const noexcept;

private:
    void append(boost::intrusive_ptr<kept_argument> argument);

    boost::intrusive_ptr<kept_argument> first_;
};

} // namespace socketiota::detail
