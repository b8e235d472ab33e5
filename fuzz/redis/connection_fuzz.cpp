// SPDX-License-Identifier: MIT
// A whole connection whose peer says anything: the first octet says what it is for, the second the
// size of the pieces. It answers each command once, and ends with a reason or goes on.
#include "../fuzz_check.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <redis/connection.hpp>
#include <test_kit/manual_shard.hpp>

namespace {

using namespace socketiota;

class fed_carrier final : public redis::carrier {
public:
    void connect(std::shared_ptr<redis::reply_parser> input, redis::carrier_owner& given) override {
        parser = std::move(input);
        owner = &given;
    }

    [[nodiscard]] std::optional<std::string> write(std::string octets) override {
        written = std::move(octets);
        return std::nullopt;
    }

    void write_last(std::string octets) override { written += octets; }

    [[nodiscard]] error why_late() const noexcept override { return error::redis_unreachable; }

    void close() noexcept override { owner = nullptr; }

    std::shared_ptr<redis::reply_parser> parser;
    redis::carrier_owner* owner = nullptr;
    std::string written;
};

class fed_user final : public redis::connection_user {
public:
    explicit fed_user(std::shared_ptr<redis::connection>& line) : line_(line) {}

    void on_greeted() override {
        line_->ask_confirmation("subscribe", "a");
        line_->ask_confirmation("ssubscribe", "b");
    }

    void on_ready() override { fuzz_check(line_->is_ready()); }

    void on_down(error_code why, std::string_view) override {
        fuzz_check(why.failed());
        fuzz_check(!line_->is_ready());
    }

    void on_long_away() override {}

    void on_lost(error_code why, std::string_view) override { fuzz_check(why.failed()); }

    void on_published(redis::reply what) override { fuzz_check(what.size() >= 1); }

    void on_confirmed(redis::confirmation const& what) override { fuzz_check(!what.name.empty()); }

    void on_refused(redis::confirmation const&, error_code why, std::string_view) override {
        fuzz_check(why.failed());
    }

    void on_taken_away(std::string_view) override {}

private:
    std::shared_ptr<redis::connection>& line_;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 2)
        return 0;
    auto const kind = (data[0] & 1) != 0 ? redis::connection::kind::subscriptions
                                         : redis::connection::kind::commands;
    std::size_t const piece_size = std::size_t{data[1]} + 1;
    std::string_view octets(reinterpret_cast<char const*>(data) + 2, size - 2);

    test_kit::manual_shard home;
    auto const fed = std::make_shared<fed_carrier>();
    redis_options options{.client_name = ""};
    options.max_answer_bytes = 3000;
    std::shared_ptr<redis::connection> line;
    fed_user user(line);
    line = std::make_shared<redis::connection>(
        home.shared(), kind, std::make_shared<redis_options const>(options),
        [fed] { return std::shared_ptr<redis::carrier>(fed); }, user);
    line->start();
    fed->owner->on_connected();
    std::size_t answered = 0;
    for (int each = 0; each < 3; ++each)
        line->send({"GET", "k"}, {}, [&](error_code, redis::reply) { ++answered; });
    line->send_together({{"GET", "k"}}, [&](error_code, redis::reply) { ++answered; });
    while (!octets.empty() && fed->owner != nullptr) {
        home.settle();
        if (!fed->written.empty())
            fed->owner->on_written(std::move(fed->written));
        fed->written.clear();
        auto const room = fed->parser->prepare();
        std::size_t const some = std::min({piece_size, octets.size(), room.size()});
        std::copy_n(octets.data(), some, room.data());
        fed->parser->commit(some);
        octets.remove_prefix(some);
        fed->owner->on_octets();
    }
    home.settle();
    fuzz_check(answered <= 4);
    line->fail(error::redis_silent, {});
    line->close();
    home.settle();
    fuzz_check(answered <= 4);
    return 0;
}
