// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/remote_socket.hpp>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <adapter/gathering.hpp>
#include <adapter/residents.hpp>
#include <cluster/carried_reader.hpp>
#include <cluster/link_counts.hpp>
#include <cluster/link_options.hpp>
#include <cluster/open_request.hpp>

namespace socketiota::cluster {

/// A fetch that waits for the sockets of others: what comes is added at once.
template <class Found>
class gathering_request : public open_request {
public:
    gathering_request(awaited_servers whom, std::shared_ptr<adapter::gathering<Found>> found,
                      link_options const& options, link_counts& counts) noexcept
        : open_request(std::move(whom)),
          found_(std::move(found)),
          options_(options),
          counts_(counts) {}

    void on_message(message& what) override {
        if (what.type != message_type::fetch_sockets_response || !whom().take_answer(what.uid)) {
            counts_.not_awaited.add(1);
            return;
        }
        std::size_t const taken = std::min(what.sockets.size(), options_.max_sockets);
        if (taken != what.sockets.size())
            counts_.too_many_sockets.add(1);
        found_->add(read({what.sockets.data(), taken}));
    }

    void end(error_code reason, silent_servers silent) override {
        if (reason)
            found_->miss(reason, std::move(silent));
        found_.reset();
    }

protected:
    [[nodiscard]] virtual Found read(std::span<described_socket> described) = 0;

    [[nodiscard]] link_counts& counts() noexcept { return counts_; }

private:
    std::shared_ptr<adapter::gathering<Found>> found_;
    link_options const& options_;
    link_counts& counts_;
};

/// How many they are.
class count_request final : public gathering_request<std::size_t> {
public:
    using gathering_request::gathering_request;

private:
    [[nodiscard]] std::size_t read(std::span<described_socket> described) override {
        return described.size();
    }
};

/// Who they are.
class fetch_request final : public gathering_request<std::vector<remote_socket>> {
public:
    fetch_request(awaited_servers whom,
                  std::shared_ptr<adapter::gathering<std::vector<remote_socket>>> found,
                  link_options const& options, link_counts& counts,
                  adapter::residents const& here) noexcept
        : gathering_request(std::move(whom), std::move(found), options, counts), here_(here) {}

private:
    [[nodiscard]] std::vector<remote_socket> read(std::span<described_socket> described) override;

    adapter::residents const& here_;
};

} // namespace socketiota::cluster
