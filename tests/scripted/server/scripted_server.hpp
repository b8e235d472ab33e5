// SPDX-License-Identifier: MIT
#pragma once

#include <socketiota/server_options.hpp>
#include <socketiota/test_server.hpp>

#include <utility>

#include <support/shards_under_test.hpp>

namespace socketiota::test {

/// A test server with as many shards as this run of the tests says.
class scripted_server : public test_server {
public:
    explicit scripted_server(server_options options = {})
        : test_server(on_shards_under_test(std::move(options)), seed_under_test()) {}

private:
    static server_options on_shards_under_test(server_options options) {
        options.shards = shards_under_test();
        return options;
    }
};

} // namespace socketiota::test
