// SPDX-License-Identifier: MIT
#include <utility>

#include <client/farewells.hpp>

namespace socketiota::clients {

class farewells::one final : private session_owner {
public:
    one(farewells& in, std::shared_ptr<session> leaving, std::shared_ptr<session_terms const> terms)
        : in_(in), leaving_(std::move(leaving)), terms_(std::move(terms)) {}

    void begin(std::list<one>::iterator place) {
        place_ = place;
        leaving_->set_owner(*this);
        leaving_->close();
    }

    void end() noexcept { leaving_->abort(); }

private:
    void on_session_open() override {}

    void on_text(std::string_view) override {}

    void on_binary(std::span<std::byte const>) override {}

    void on_ping() override {}

    void on_upgraded() override {}

    void on_all_sent() override {}

    void on_session_ended(session_end const&) noexcept override {
        in_.home_.dispose(std::move(leaving_));
        in_.all_.erase(place_);
    }

    farewells& in_;
    std::shared_ptr<session> leaving_;
    std::shared_ptr<session_terms const> terms_;
    std::list<one>::iterator place_;
};

farewells::farewells(loop::shard& home) noexcept : home_(home) {}

farewells::~farewells() {
    while (!all_.empty())
        all_.front().end();
}

void farewells::add(std::shared_ptr<session> const& leaving,
                    std::shared_ptr<session_terms const> terms) noexcept {
    try {
        all_.emplace_front(*this, leaving, std::move(terms));
    } catch (...) { // no memory for it: it goes without
        leaving->abort();
        return home_.dispose(leaving);
    }
    all_.front().begin(all_.begin());
}

} // namespace socketiota::clients
