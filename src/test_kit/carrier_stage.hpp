// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/carrier_check.hpp>
#include <socketiota/message_carrier.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace socketiota::test_kit {

/// Has `work` done on the loop, where carriers are used; what it throws comes from here.
void run_on(boost::asio::io_context& loop, std::function<void()> const& work);

/// A server, as far as its carrier knows: it has namespaces, and notes what comes.
class carrier_user final : private message_carrier::receiver {
public:
    /// The namespace and the octets.
    using heard = std::pair<std::string, std::string>;

    carrier_user(std::string name, carriers_under_test const& tried, boost::asio::io_context& loop);
    carrier_user(carrier_user const&) = delete;
    carrier_user& operator=(carrier_user const&) = delete;
    ~carrier_user();

    void open(std::string_view nsp) { open(nsp, id_); }

    void open(std::string_view nsp, std::string_view id);

    void close(std::string_view nsp) { close(nsp, id_); }

    void close(std::string_view nsp, std::string_view id);
    void publish(std::string_view nsp, std::string_view octets);
    void send(std::string_view nsp, carrier_user const& to, std::string_view octets);
    void stop();

    /// Lets the carrier go, which is stopped.
    void forget() noexcept { carrier_.reset(); }

    /// Is called once, for the next message.
    void on_next(std::function<void()> call) { on_next_ = std::move(call); }

    /// What came, but for what servers say to find each other.
    [[nodiscard]] std::vector<heard> take();

    [[nodiscard]] std::size_t gaps() const noexcept { return gaps_; }

    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    /// How the receiver was called wrongly first; empty if never.
    [[nodiscard]] std::string fault() const;

    [[nodiscard]] bool has_stopped() const noexcept { return has_stopped_; }

    // ---- finding each other ----

    void greet(std::string_view nsp, std::size_t round);
    [[nodiscard]] bool has_heard(carrier_user const& other, std::size_t round) const;

private:
    // message_carrier::receiver
    void on_message(std::string_view nsp, std::string_view octets) override;
    void on_gap() override;

    /// Whether it was made where the rest may be touched.
    bool look_at_call(std::string_view what);

    template <class Work>
    void have(Work const& work);

    std::string const name_;
    std::string const id_; // of its namespaces
    boost::asio::io_context& loop_;
    std::shared_ptr<message_carrier> carrier_;
    std::vector<heard> heard_;
    std::vector<std::string> greetings_;
    std::function<void()> on_next_;
    std::size_t gaps_ = 0;
    std::string fault_;
    std::atomic<bool> is_called_elsewhere_ = false; // on whichever thread
    bool is_inside_ = false;                        // of a function of the carrier
    bool has_stopped_ = false;
};

/// Servers on one loop, of one cluster.
///
/// Not thread safe. Everything throws a `std::runtime_error` with a sentence when something is not
/// as promised.
class carrier_stage {
public:
    explicit carrier_stage(carriers_under_test const& tried) : tried_(tried) {}

    [[nodiscard]] carriers_under_test const& tried() const noexcept { return tried_; }

    /// One more, whose carrier is started, with the namespace `nsp`.
    carrier_user& add(std::string_view nsp = "/");

    /// Returns once all that run hear each other in `nsp`, which they have: what one of them had
    /// sent before has come, if it comes at all.
    void settle(std::string_view nsp = "/") { settle(nsp, everybody()); }

    void settle(std::string_view nsp, std::vector<carrier_user*> const& among);

    /// Has `work` done in one turn of the loop, so that nothing comes meanwhile.
    void at_once(std::function<void()> const& work) { run_on(loop_, work); }

    void run_until(std::function<bool()> const& done, std::string_view what);

    /// `who` has heard these since it was asked last, in this order, and nothing else.
    void expect(carrier_user& who, std::vector<carrier_user::heard> const& wanted) const;

    void stop(carrier_user& which);

    /// None has been called in a wrong way.
    void expect_no_fault() const;

private:
    [[nodiscard]] std::vector<carrier_user*> everybody() const { return running_; }

    carriers_under_test const& tried_;
    boost::asio::io_context loop_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> const work_{
        loop_.get_executor()};
    std::vector<std::unique_ptr<carrier_user>> users_; // after the loop that their carriers use
    std::vector<carrier_user*> running_;
    std::size_t rounds_ = 0;
};

} // namespace socketiota::test_kit
