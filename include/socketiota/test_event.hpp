// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/arguments.hpp>
#include <socketiota/detail/argument_list.hpp>
#include <socketiota/export.hpp>
#include <socketiota/value.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace socketiota {

namespace test_kit {
class fake_connection;
struct fake_socket;
} // namespace test_kit

/// What came to a test client: the values of an event or of an answer.
///
/// Thread safety: as any object. Errors: what is not there or has another type throws
/// `boost::system::system_error`, so that the test which asked for it fails.
class test_values {
public:
    /// None.
    test_values() = default;

    /// These.
    explicit test_values(arguments values) noexcept : values_(std::move(values)) {}

    /// The value at `index`, as a handler with a `T` would get it.
    template <class T>
    [[nodiscard]] T get(std::size_t index = 0) const {
        static value const missing;
        return (index < values_.size() ? values_[index] : missing).template to<T>().value();
    }

    /// All values, for comparisons.
    [[nodiscard]] arguments const& all() const noexcept { return values_; }

    /// How many values.
    [[nodiscard]] std::size_t size() const noexcept { return values_.size(); }

private:
    arguments values_;
};

/// An event that the server sent to a test client.
///
///     auto const event = ann.take();
///     EXPECT_EQ(event.name(), "news");
///     EXPECT_EQ(event.get<std::string>(), "hello");
///
/// Thread safety: none; a test runs on one thread.
class SOCKETIOTA_EXPORT test_event : public test_values {
public:
    /// The name of the event.
    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    /// Whether the server used `emit_with_ack` and waits.
    [[nodiscard]] bool wants_answer() const noexcept { return ack_id_.has_value(); }

    /// Answers it, which the server has handled when this returns. Throws `std::logic_error` if no
    /// answer was asked for.
    template <class... Argument>
    void answer(Argument const&... results) const {
        send_answer(detail::argument_list{detail::argument_ref(detail::borrow(results))...});
    }

private:
    friend struct test_kit::fake_socket;

    test_event(std::string name, arguments values, std::optional<std::uint64_t> ack_id,
               std::weak_ptr<test_kit::fake_socket> receiver)
        : test_values(std::move(values)),
          name_(std::move(name)),
          ack_id_(ack_id),
          receiver_(std::move(receiver)) {}

    void send_answer(detail::argument_list const& results) const;

    std::string name_;
    std::optional<std::uint64_t> ack_id_;
    std::weak_ptr<test_kit::fake_socket> receiver_;
};

/// The answer of the server to an event of a test client, which may be still to come.
///
///     auto const sum = ann.emit_with_ack("add", 1, 2);
///     EXPECT_EQ(sum.get<int>(), 3);
///
/// Thread safety: none; a test runs on one thread.
class SOCKETIOTA_EXPORT test_answer {
public:
    /// Whether it has come.
    [[nodiscard]] bool arrived() const noexcept { return state_->has_value(); }

    /// The values of the answer. Throws `std::logic_error` if it has not come.
    [[nodiscard]] test_values const& values() const;

    /// One of them, as `test_values::get`.
    template <class T>
    [[nodiscard]] T get(std::size_t index = 0) const {
        return values().get<T>(index);
    }

private:
    friend struct test_kit::fake_socket;

    using state = std::optional<test_values>;

    explicit test_answer(std::shared_ptr<state> shared) noexcept : state_(std::move(shared)) {}

    std::shared_ptr<state> state_;
};

} // namespace socketiota
