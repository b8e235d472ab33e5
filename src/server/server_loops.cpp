// SPDX-License-Identifier: MIT
#include <socketiota/every_core.hpp>

#include <algorithm>
#include <utility>

#include <loop/cores.hpp>
#include <server/server_loops.hpp>

namespace socketiota {

std::size_t server_loops::count_of(common_options const& options) {
    throw_if_wrong(validate(options));
    return options.shards == every_core ? std::min(loop::usable_cores().size(), most_shards)
                                        : options.shards;
}

server_loops server_loops::of_its_own(common_options const& options) {
    std::size_t const count = count_of(options);
    std::vector<std::unique_ptr<loop::own_loop>> own;
    std::vector<std::shared_ptr<loop::shard>> shards;
    while (own.size() < count) {
        own.push_back(std::make_unique<loop::own_loop>());
        shards.push_back(loop::shard::on(*own.back()));
    }
    boost::asio::io_context& first = *own.front();
    return {.own = std::move(own), .first = first, .shards = std::move(shards)};
}

server_loops server_loops::on(boost::asio::io_context& context, std::shared_ptr<loop::shard> home,
                              common_options const& options) {
    throw_if_wrong(validate(options));
    if (options.shards != 1)
        throw_if_wrong("shards: a server on an io_context of the program has one, which the "
                       "program's thread runs; for more let the server own its loops");
    return {.own = {}, .first = context, .shards = {std::move(home)}};
}

} // namespace socketiota
