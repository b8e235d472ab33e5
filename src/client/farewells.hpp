// SPDX-License-Identifier: MIT
#pragma once

#include <list>
#include <memory>

#include <client/engine/session.hpp>
#include <client/session_terms.hpp>

namespace socketiota::clients {

/// Sessions whose clients do not want them any more: each sends its rest and ends by itself, or
/// when this is destroyed.
///
/// Not thread safe: belongs to its shard.
class farewells {
public:
    explicit farewells(loop::shard& home) noexcept;

    farewells(farewells const&) = delete;
    farewells& operator=(farewells const&) = delete;
    ~farewells();

    /// Takes over `leaving`, which is open, and what it was made with.
    void add(std::shared_ptr<session> const& leaving,
             std::shared_ptr<session_terms const> terms) noexcept;

private:
    class one;

    loop::shard& home_;
    std::list<one> all_;
};

} // namespace socketiota::clients
