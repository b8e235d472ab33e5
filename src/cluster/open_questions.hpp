// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <utility>

#include <adapter/residents.hpp>
#include <cluster/encoded_values.hpp>
#include <cluster/link_counts.hpp>
#include <cluster/link_options.hpp>
#include <cluster/message.hpp>
#include <cluster/mover.hpp>

namespace socketiota::cluster {

/// What other servers have asked this one, in one namespace, until it has answered.
///
/// Held weakly by the answers that are on their way. Not thread safe: belongs to the shard where
/// the cluster is.
class open_questions : public std::enable_shared_from_this<open_questions> {
public:
    /// `to` and `here` must outlive its closing.
    open_questions(line& to, adapter::residents& here, link_options const& options,
                   std::shared_ptr<link_counts> counts, encoded_values::preference prefers) noexcept
        : to_(&to), here_(here), options_(options), counts_(std::move(counts)), prefers_(prefers) {}

    open_questions(open_questions const&) = delete;
    open_questions& operator=(open_questions const&) = delete;
    ~open_questions() = default;

    // Each hands the question of `what` to those here, who may close this inside; it is the last
    // that is done.
    void ask_sockets(message const& what);
    void fetch(message const& what);
    void ask_program(message const& what);

    /// Nothing is answered any more.
    void close() noexcept { to_ = nullptr; }

    [[nodiscard]] std::size_t size() const noexcept { return open_.size(); }

private:
    using key = std::pair<std::string, std::string>; // who asks, and the id of the question

    class question;
    class question_to_sockets;
    class question_to_program;
    class fetch_question;

    /// False if it is open already, or too many are.
    [[nodiscard]] bool open(message const& what);

    line* to_; // null once closed
    adapter::residents& here_;
    link_options const& options_;
    std::shared_ptr<link_counts> counts_;
    encoded_values::preference const prefers_;
    std::set<key> open_;
};

} // namespace socketiota::cluster
