// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/export.hpp>
#include <socketiota/message_carrier.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace socketiota {

namespace test_kit {
class carrier_stage;
}

/// How a check gets the carriers that it tries.
struct carriers_under_test {
    /// Makes one that is not started. Those of one check belong to one cluster, of which those of
    /// another check may have been members before.
    std::function<std::shared_ptr<message_carrier>()> make{};

    /// Breaks the connections of all for a moment, so that what they publish before they are back
    /// may be lost; called where they run. Empty: they have none, and what is told of a gap is not
    /// checked.
    std::function<void()> cut{};

    /// Whether `send` is overridden, so that nobody but the server it names may hear the message.
    bool sends_to_one = false;

    /// Octets of the largest message that is tried.
    std::size_t largest_message = 100'000;

    /// How long to wait for anything, by the real clock: at least 1 ms. A check that fails may take
    /// that long several times.
    std::chrono::milliseconds patience{10'000};
};

/// One promise of `message_carrier`, and the check that a carrier keeps it. With any test
/// framework:
///
///     for (sio::carrier_check const& each : sio::carrier_checks())
///         EXPECT_EQ(each.run({.make = [] { return std::make_shared<nats_carrier>("test"); }}), "")
///             << each.name();
///
/// Three carriers run on one loop, on the thread of the test, as those of three servers would.
/// Every check looks as well at how the receiver is called: on the executor, not inside of the
/// carrier's own functions, and not after `stop`.
///
/// Part of the component `test_kit`. Thread safety: distinct runs whose carriers do not hear each
/// other are safe.
class SOCKETIOTA_EXPORT carrier_check {
public:
    /// What is checked; does it with carriers of `stage`, and throws a `std::runtime_error` with a
    /// sentence if it is not so.
    using function = void (*)(test_kit::carrier_stage& stage);

    /// For the library.
    constexpr carrier_check(std::string_view name, function check) noexcept
        : name_(name), check_(check) {}

    /// What is promised, as an identifier: `keeps_the_order_of_a_sender`.
    [[nodiscard]] std::string_view name() const noexcept { return name_; }

    /// Empty if the promise is kept, otherwise what is wrong, in a sentence. What functions of
    /// `tried` and of the carriers throw is wrong as well, and does not leave it.
    [[nodiscard]] std::string run(carriers_under_test const& tried) const;

private:
    std::string_view name_;
    function check_;
};

/// All of them; each runs by itself.
[[nodiscard]] SOCKETIOTA_EXPORT std::span<carrier_check const> carrier_checks() noexcept;

} // namespace socketiota
