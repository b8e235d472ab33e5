// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/handshake.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include <base/timer_wheel.hpp>
#include <base/work_limit.hpp>
#include <hub/nsp_parent.hpp>

namespace socketiota::hub {

class client;
class nsp_directory;
struct surroundings;

/// A client asks for a namespace that is not there: those who may allow that it is made are asked
/// one after the other, and each may take its time.
///
/// Not thread safe: belongs to its shard.
class nsp_question final : public std::enable_shared_from_this<nsp_question>,
                           private base::deadline {
public:
    /// `around` must outlive the client.
    nsp_question(client& owner, surroundings& around, std::weak_ptr<nsp_directory> all,
                 std::string name, handshake request, std::shared_ptr<nsp_parents const> whom);

    nsp_question(nsp_question const&) = delete;
    nsp_question& operator=(nsp_question const&) = delete;
    ~nsp_question() = default;

    /// Asks, and then tells the client.
    void start();

    /// The client has gone: cancels who is deciding, whose answer has no effect any more.
    void abandon() noexcept;

    [[nodiscard]] std::string const& name() const noexcept { return name_; }

    [[nodiscard]] handshake const& request() const noexcept { return request_; }

private:
    void go_on();
    void wait(boost::asio::awaitable<bool> decision);
    void decide(bool allowed);
    void fail(std::exception_ptr const& failure) noexcept;
    void on_deadline() override;
    [[nodiscard]] client* end() noexcept;
    static boost::asio::awaitable<void> wait_for(std::shared_ptr<nsp_question> self,
                                                 boost::asio::awaitable<bool> decision,
                                                 base::work_limit::slot running);

    client* client_;       // null once abandoned or done
    surroundings& around_; // not once there is no client
    std::weak_ptr<nsp_directory> const all_;
    std::string const name_;
    handshake const request_;
    std::shared_ptr<nsp_parents const> const whom_;
    std::size_t next_ = 0;
    std::shared_ptr<boost::asio::cancellation_signal> deciding_; // null while no coroutine decides
};

/// What a client has asked for beyond what is there.
struct asked_nsps {
    std::vector<std::shared_ptr<nsp_question>> open;
    std::shared_ptr<made_nsps> made = std::make_shared<made_nsps>();
};

} // namespace socketiota::hub
