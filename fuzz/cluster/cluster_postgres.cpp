// SPDX-License-Identifier: MIT
// Lines of input are, in turn, notifications of one channel, or behind an 'A' what an attachment
// holds that was asked for, or behind an 'L' that one is lost. Whatever comes, a message after it
// is heard, in its turn.
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <cluster/postgres_mover.hpp>
#include <loop/shard.hpp>

namespace {

using namespace socketiota;
using namespace socketiota::cluster;

class client final : public postgres_client {
public:
    using fetched = detail::callback<void(error_code, std::string_view)>;

    void start(postgres_client_listener& listener) override { told = &listener; }

    void listen(std::string) override {}

    void unlisten(std::string_view) override {}

    void notify(std::string_view, std::string_view, completion) override {}

    void notify_with(std::string_view, attachment const&, completion) override {}

    void fetch(std::string_view id, std::size_t, fetched done) override {
        for (char const each : id)
            if (each < '0' || each > '9')
                std::abort(); // it goes to SQL
        fetches.push_back(std::move(done));
    }

    void clean_up(std::chrono::milliseconds) override {}

    void answer(error_code failure, std::string_view octets) {
        if (fetches.empty())
            return;
        auto const done = std::move(fetches.front());
        fetches.pop_front();
        done(failure, octets);
    }

    postgres_client_listener* told = nullptr;
    std::deque<fetched> fetches;
};

class quiet final : public mover_observer, public base::metric_sink, public line_listener {
public:
    void on_state(std::string_view, bool) noexcept override {}

    void count(metric) noexcept override {}

    void on_gap() override {}

    void on_message(message& what) override { is_last = what.uid == "the last"; }

    bool is_last = false;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    boost::asio::io_context context;
    auto const home = loop::shard::on(context);
    quiet all;
    auto made = std::make_unique<client>();
    client& by = *made;
    postgres_mover mover(std::move(made), {}, *home, all, all);
    auto const way = mover.open("/", all);
    std::string_view rest(reinterpret_cast<char const*>(data), size);
    while (!rest.empty()) {
        auto const line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(rest.size(), line.size() + 1));
        if (line.starts_with('A'))
            by.answer({}, line.substr(1));
        else if (line.starts_with('L'))
            by.answer(error::postgres_away, {});
        else
            by.told->on_notification("socket.io#/", line);
    }
    by.told->on_notification("socket.io#/", R"({"type":2,"uid":"the last","nsp":"/"})");
    while (!by.fetches.empty())
        by.answer(error::postgres_away, {});
    if (!all.is_last)
        std::abort();
    return 0;
}
