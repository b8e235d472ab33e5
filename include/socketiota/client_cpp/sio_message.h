// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/arguments.hpp>
#include <socketiota/bytes.hpp>
#include <socketiota/value.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sio {

/// An argument of an event as socket.io-client-cpp has it: a tree of shared nodes.
///
/// What is asked of the wrong kind is 0, empty or false, where that client ends the process.
/// Source: `sio_message.h` of socket.io-client-cpp 3.1.
class message {
public:
    /// Its kinds.
    enum flag {
        flag_integer,
        flag_double,
        flag_string,
        flag_binary,
        flag_array,
        flag_object,
        flag_boolean,
        flag_null
    };

    /// How messages are held.
    using ptr = std::shared_ptr<message>;
    class list;

    virtual ~message() = default;

    /// What it is.
    [[nodiscard]] flag get_flag() const noexcept { return flag_; }

    /// Of `flag_boolean`.
    [[nodiscard]] bool get_bool() const noexcept { return boolean_; }

    /// Of `flag_integer`; of `flag_double` without its fraction.
    [[nodiscard]] std::int64_t get_int() const noexcept {
        return flag_ == flag_double ? static_cast<std::int64_t>(double_) : integer_;
    }

    /// Of `flag_double` and `flag_integer`.
    [[nodiscard]] double get_double() const noexcept {
        return flag_ == flag_integer ? static_cast<double>(integer_) : double_;
    }

    /// Of `flag_string`.
    [[nodiscard]] std::string const& get_string() const noexcept { return string_; }

    /// Of `flag_binary`; null of another.
    [[nodiscard]] std::shared_ptr<std::string const> const& get_binary() const noexcept {
        return binary_;
    }

    /// Of `flag_array`.
    [[nodiscard]] std::vector<ptr> const& get_vector() const noexcept { return elements_; }

    /// The same, to be changed.
    [[nodiscard]] std::vector<ptr>& get_vector() noexcept { return elements_; }

    /// Of `flag_object`.
    [[nodiscard]] std::map<std::string, ptr> const& get_map() const noexcept { return members_; }

    /// The same, to be changed.
    [[nodiscard]] std::map<std::string, ptr>& get_map() noexcept { return members_; }

    /// What it is to the rest of the library.
    [[nodiscard]] socketiota::value to_value() const;

    /// The other way.
    [[nodiscard]] static ptr of(socketiota::value const& from);

protected:
    explicit message(flag kind) noexcept : flag_(kind) {}

    flag flag_;
    bool boolean_ = false;
    std::int64_t integer_ = 0;
    double double_ = 0;
    std::string string_;
    std::shared_ptr<std::string const> binary_;
    std::vector<ptr> elements_;
    std::map<std::string, ptr> members_;
};

/// Null.
class null_message : public message {
public:
    /// Makes one.
    [[nodiscard]] static ptr create() { return ptr(new null_message); }

private:
    null_message() noexcept : message(flag_null) {}
};

/// `true` or `false`.
class bool_message : public message {
public:
    /// Makes one.
    [[nodiscard]] static ptr create(bool of) { return ptr(new bool_message(of)); }

private:
    explicit bool_message(bool of) noexcept : message(flag_boolean) { boolean_ = of; }
};

/// A whole number.
class int_message : public message {
public:
    /// Makes one.
    [[nodiscard]] static ptr create(std::int64_t of) { return ptr(new int_message(of)); }

private:
    explicit int_message(std::int64_t of) noexcept : message(flag_integer) { integer_ = of; }
};

/// A number.
class double_message : public message {
public:
    /// Makes one.
    [[nodiscard]] static ptr create(double of) { return ptr(new double_message(of)); }

private:
    explicit double_message(double of) noexcept : message(flag_double) { double_ = of; }
};

/// A text.
class string_message : public message {
public:
    /// Makes one.
    [[nodiscard]] static ptr create(std::string of) {
        return ptr(new string_message(std::move(of)));
    }

private:
    explicit string_message(std::string of) noexcept : message(flag_string) {
        string_ = std::move(of);
    }
};

/// Octets.
class binary_message : public message {
public:
    /// Makes one.
    [[nodiscard]] static ptr create(std::shared_ptr<std::string const> of) {
        return ptr(new binary_message(std::move(of)));
    }

private:
    explicit binary_message(std::shared_ptr<std::string const> of) noexcept : message(flag_binary) {
        binary_ = std::move(of);
    }
};

namespace detail {

/// What may stand where a message is wanted.
class message_or_text {
public:
    /// A message, or null.
    message_or_text(message::ptr of) : made_(of ? std::move(of) : null_message::create()) {}

    /// A text.
    message_or_text(std::string of) : made_(string_message::create(std::move(of))) {}

    /// The same.
    message_or_text(char const* of) : made_(string_message::create(of)) {}

    /// Octets.
    message_or_text(std::shared_ptr<std::string const> of)
        : made_(binary_message::create(std::move(of))) {}

    /// The same.
    message_or_text(std::shared_ptr<std::string> of)
        : made_(binary_message::create(std::move(of))) {}

    /// Takes it.
    [[nodiscard]] message::ptr take() && noexcept { return std::move(made_); }

private:
    message::ptr made_;
};

} // namespace detail

/// An array.
class array_message : public message {
public:
    /// Makes an empty one.
    [[nodiscard]] static ptr create() { return ptr(new array_message); }

    /// Appends.
    void push(detail::message_or_text of) { elements_.push_back(std::move(of).take()); }

    /// Puts it before the element at `place`, or behind all.
    void insert(std::size_t place, detail::message_or_text of) {
        auto const at = place < elements_.size() ? place : elements_.size();
        elements_.insert(elements_.begin() + static_cast<std::ptrdiff_t>(at), std::move(of).take());
    }

    /// How many elements.
    [[nodiscard]] std::size_t size() const noexcept { return elements_.size(); }

    /// Throws `std::out_of_range` beyond the last.
    [[nodiscard]] ptr const& at(std::size_t place) const { return elements_.at(place); }

    /// The same.
    [[nodiscard]] ptr const& operator[](std::size_t place) const { return elements_.at(place); }

private:
    array_message() noexcept : message(flag_array) {}
};

/// An object.
class object_message : public message {
public:
    /// Makes an empty one.
    [[nodiscard]] static ptr create() { return ptr(new object_message); }

    /// Sets a member.
    void insert(std::string const& key, detail::message_or_text of) {
        members_[key] = std::move(of).take();
    }

    /// Whether it has that member.
    [[nodiscard]] bool has(std::string const& key) const { return members_.contains(key); }

    /// Null if it has none of that name.
    [[nodiscard]] ptr at(std::string const& key) const {
        auto const found = members_.find(key);
        return found == members_.end() ? nullptr : found->second;
    }

    /// The same.
    [[nodiscard]] ptr operator[](std::string const& key) const { return at(key); }

private:
    object_message() noexcept : message(flag_object) {}
};

/// The arguments of an event.
class message::list {
public:
    /// None.
    list() = default;

    /// None.
    list(std::nullptr_t) {}

    /// One.
    list(message::ptr one) { push(std::move(one)); }

    /// One text.
    list(std::string one) { push(std::move(one)); }

    /// The same.
    list(char const* one) { push(one); }

    /// One of octets.
    list(std::shared_ptr<std::string const> one) { push(std::move(one)); }

    /// The same.
    list(std::shared_ptr<std::string> one) { push(std::move(one)); }

    /// Those of the rest of the library.
    explicit list(socketiota::arguments const& from) {
        for (socketiota::value const& each : from)
            all_.push_back(message::of(each));
    }

    /// Appends.
    void push(detail::message_or_text of) { all_.push_back(std::move(of).take()); }

    /// Puts it before the one at `place`, or behind all.
    void insert(std::size_t place, detail::message_or_text of) {
        auto const at = place < all_.size() ? place : all_.size();
        all_.insert(all_.begin() + static_cast<std::ptrdiff_t>(at), std::move(of).take());
    }

    /// How many.
    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }

    /// Throws `std::out_of_range` beyond the last.
    [[nodiscard]] message::ptr const& at(std::size_t place) const { return all_.at(place); }

    /// The same.
    [[nodiscard]] message::ptr const& operator[](std::size_t place) const { return all_.at(place); }

    /// All of them in one array.
    [[nodiscard]] message::ptr to_array_message() const {
        message::ptr made = array_message::create();
        made->get_vector() = all_;
        return made;
    }

    /// What they are to the rest of the library.
    [[nodiscard]] socketiota::arguments to_arguments() const {
        socketiota::arguments made;
        for (message::ptr const& each : all_)
            made.push_back(each->to_value());
        return made;
    }

private:
    std::vector<message::ptr> all_;
};

inline socketiota::value message::to_value() const {
    switch (flag_) {
    case flag_integer:
        return integer_;
    case flag_double:
        return double_;
    case flag_string:
        return string_;
    case flag_boolean:
        return boolean_;
    case flag_binary:
        return binary_ ? socketiota::bytes(std::string_view(*binary_)) : socketiota::bytes();
    case flag_array: {
        socketiota::value made = socketiota::value::empty_array();
        for (ptr const& each : elements_)
            made.push_back(each ? each->to_value() : socketiota::value());
        return made;
    }
    case flag_object: {
        socketiota::value made = socketiota::value::empty_object();
        for (auto const& [key, each] : members_)
            made.set(key, each ? each->to_value() : socketiota::value());
        return made;
    }
    case flag_null:
        break;
    }
    return {};
}

inline message::ptr message::of(socketiota::value const& from) {
    if (from.is_bool())
        return bool_message::create(from.value_or(false));
    if (from.is_string())
        return string_message::create(from.value_or(""));
    if (from.is_bytes())
        return binary_message::create(
            std::make_shared<std::string const>(from.value_or(socketiota::bytes()).as_text()));
    if (auto const whole = from.to<std::int64_t>(); from.is_integer() && whole)
        return int_message::create(*whole);
    if (from.is_number())
        return double_message::create(from.value_or(0.0));
    if (from.is_array()) {
        ptr made = array_message::create();
        for (socketiota::value const& each : from.elements())
            made->get_vector().push_back(of(each));
        return made;
    }
    if (from.is_object()) {
        ptr made = object_message::create();
        for (auto const& [key, each] : from.members())
            made->get_map()[key] = of(each);
        return made;
    }
    return null_message::create();
}

} // namespace sio
