// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/detail/argument_list.hpp>

#include <cstddef>
#include <memory>
#include <string_view>

#include <adapter/residents.hpp>

namespace socketiota::hub {

class nsp_part;

/// What the programs of other servers send to this one's: its handlers are called, and what they
/// answer goes back.
///
/// Not thread safe: belongs to the shard where the cluster is. Answers may come from any thread.
class server_side_questions {
public:
    /// `here` must outlive it.
    explicit server_side_questions(nsp_part& here);
    server_side_questions(server_side_questions const&) = delete;
    server_side_questions& operator=(server_side_questions const&) = delete;
    ~server_side_questions();

    /// Calls the handlers of `name`; without any, nobody answers.
    void dispatch(std::string_view name, detail::argument_list const& arguments,
                  std::unique_ptr<adapter::distant_asker> asker);

    /// Of those who wait for longer than so many others, who may have given up long ago, nobody
    /// gets an answer any more.
    static constexpr std::size_t most_unanswered = 1'000;

private:
    class askers;
    class call;

    nsp_part& here_;
    std::shared_ptr<askers> unanswered_;
};

} // namespace socketiota::hub
