// SPDX-License-Identifier: MIT
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <utility>

#include <test_kit/far_end.hpp>
#include <test_kit/memory_peer.hpp>
#include <test_kit/server_dialler.hpp>

namespace socketiota::test_kit {

class server_dialler::attempt final : public loop::dial_attempt {
public:
    explicit attempt(loop::dial_owner& owner)
        : owner_(std::make_shared<loop::dial_owner*>(&owner)) {}

    ~attempt() override { *owner_ = nullptr; }

    /// Who waits; it holds null when nobody does any more.
    [[nodiscard]] std::shared_ptr<loop::dial_owner*> const& owner() const noexcept {
        return owner_;
    }

private:
    std::shared_ptr<loop::dial_owner*> owner_;
};

std::unique_ptr<loop::dial_attempt> server_dialler::dial(loop::destination const&,
                                                         loop::dial_owner& owner) {
    auto made = std::make_unique<attempt>(owner);
    auto const home = home_.lock();
    if (!home)
        return made;                                     // nothing runs any more
    auto const where = dialled_++ % home->time().size(); // in turn, as clients of the test do
    auto const answer = [arrive = arrive_, weak = home_, where, waiting = made->owner()] {
        auto* const who = std::exchange(*waiting, nullptr);
        auto const still = weak.lock();
        if (who == nullptr || !still)
            return;
        auto peer = std::make_shared<memory_peer>(still->time()[where].shared());
        auto mine = std::make_unique<far_end>(peer, still->time()[0].shared());
        if (arrive(where, peer))
            return who->on_dialled(std::move(mine));
        who->on_dial_failed({loop::dial_stage::connect, boost::asio::error::connection_refused,
                             "the test server has gone"});
    };
    boost::asio::post(home->time()[0].context(), answer);
    return made;
}

} // namespace socketiota::test_kit
