// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/pending_answer.hpp>

#include <cstddef>
#include <memory>
#include <string>

#include <cluster/link_counts.hpp>
#include <cluster/link_options.hpp>
#include <cluster/open_request.hpp>

namespace socketiota::cluster {

/// A question that waits for values: of sockets, or of programs.
class answer_request : public open_request, private detail::pending_answer_place {
public:
    answer_request(awaited_servers whom, std::shared_ptr<detail::pending_answer> waiting,
                   link_options const& options, link_counts& counts);
    ~answer_request() override;

    void end(error_code reason, silent_servers silent) override;

protected:
    /// Hands the one value of `what` to whoever waits.
    void hand_over(message const& what);

    [[nodiscard]] link_counts& counts() noexcept { return counts_; }

    [[nodiscard]] link_options const& options() const noexcept { return options_; }

private:
    void forget() noexcept override;
    void add_silent(silent_servers& to) const override;

    std::shared_ptr<detail::pending_answer> waiting_; // null once told
    link_options const& options_;
    link_counts& counts_;
};

/// A broadcast whose sockets answer, each for itself.
class broadcast_request final : public answer_request {
public:
    using answer_request::answer_request;

    void on_message(message& what) override;
    void end(error_code reason, silent_servers silent) override;
    void on_left(std::string const& uid) override;

private:
    std::size_t answers_ = 0;
    bool has_lost_answers_ = false; // of the sockets of a server that has gone
};

/// An event for programs, each of which answers.
class emit_request final : public answer_request {
public:
    using answer_request::answer_request;

    void on_message(message& what) override;
};

} // namespace socketiota::cluster
