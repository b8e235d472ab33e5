// SPDX-License-Identifier: MIT
#include <utility>

#include <client/client_loop.hpp>
#include <loop/socket_dialler.hpp>
#include <packet/decoder_limits.hpp>

namespace socketiota::clients {

/// Where a context keeps it.
class client_loop::service final : public boost::asio::execution_context::service {
public:
    using key_type = service;
    static inline boost::asio::execution_context::id id;

    explicit service(boost::asio::execution_context& context)
        : boost::asio::execution_context::service(context),
          loop_(make(loop::shard::on(static_cast<boost::asio::io_context&>(context)))) {}

    [[nodiscard]] std::shared_ptr<client_loop> const& loop() const noexcept { return loop_; }

private:
    static std::shared_ptr<client_loop> make(std::shared_ptr<loop::shard> const& shard) {
        return std::make_shared<client_loop>(shard, client_home(shard));
    }

    void shutdown() override { loop_.reset(); }

    std::shared_ptr<client_loop> loop_;
};

std::shared_ptr<client_loop> client_loop::on(boost::asio::io_context& context) {
    return boost::asio::use_service<service>(context).loop();
}

client_loop::client_loop(std::shared_ptr<loop::shard> shard, client_home home)
    : shard_(std::move(shard)),
      home_(std::make_shared<client_home const>(std::move(home))),
      dialler_(std::make_shared<loop::socket_dialler>(shard_)),
      closing_(*shard_, *this),
      farewells_(*shard_),
      encoders_(shard_->units(), packet::decoder_limits().max_attachments) {}

std::shared_ptr<websocket::shared_deflate>
client_loop::deflate(std::optional<deflate_options> const& wanted) {
    auto made = websocket::shared_deflate::make(wanted);
    if (!made)
        return made;
    std::erase_if(deflates_, [](auto const& each) { return each.expired(); });
    for (auto const& each : deflates_)
        if (auto const there = each.lock(); there && there->does_as(*made))
            return there;
    deflates_.push_back(made);
    return made;
}

void client_loop::rest() noexcept {
    if (--busy_ == 0)
        shard_->rest();
}

} // namespace socketiota::clients
