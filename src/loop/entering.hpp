// SPDX-License-Identifier: MIT
#pragma once

#include <boost/system/errc.hpp>

#include <memory>
#include <utility>

#include <loop/shard.hpp>
#include <loop/thread_check.hpp>

namespace socketiota::loop {

/// A handler for the context of a shard that does `work(*who, results...)`, in a turn of
/// `who->home()`. It keeps `who`. Where there is no memory to go on `who` fails, and nothing leaves
/// the loop.
template <class Who, class Work>
[[nodiscard]] auto entering(std::shared_ptr<Who> who, Work work) {
    return [who = std::move(who), work = std::move(work)](auto const&... results) {
        shard& home = who->home();
        thread_check::visit const inside(home.thread());
        shard::turn const until_told(home);
        try {
            work(*who, results...);
        } catch (...) {
            who->fail(make_error_code(boost::system::errc::not_enough_memory));
        }
    };
}

} // namespace socketiota::loop
