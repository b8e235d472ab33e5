// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <memory>
#include <vector>

#include <loop/own_loop.hpp>
#include <loop/shard.hpp>
#include <server/common_options.hpp>

namespace socketiota {

/// What a server runs on: loops of its own, or one of the program.
struct server_loops {
    /// How many shards that are. Throws `invalid_option` if one of the options is wrong.
    [[nodiscard]] static std::size_t count_of(common_options const& options);

    /// As many as the options say. Throws `invalid_option` if one of them is wrong.
    [[nodiscard]] static server_loops of_its_own(common_options const& options);

    /// The one of the program. Throws likewise.
    [[nodiscard]] static server_loops on(boost::asio::io_context& context,
                                         std::shared_ptr<loop::shard> home,
                                         common_options const& options);

    std::vector<std::unique_ptr<loop::own_loop>> own; // none on that of the program
    boost::asio::io_context& first;
    std::vector<std::shared_ptr<loop::shard>> shards;
};

} // namespace socketiota
