// SPDX-License-Identifier: MIT
// The clients that the benches measure: the public API as a user would write it. rivals/client.js
// does the same.
#include "arguments.hpp"
#include "crowd.hpp"
#include "give_up.hpp"
#include "own_cost.hpp"
#include "phases.hpp"

#include <socketiota/client_socket.hpp>
#include <socketiota/error.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <iomanip>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace net = boost::asio;
namespace sio = socketiota;

namespace socketiota::bench {
namespace {

/// 32 characters that say which operation of whom it is.
class payload {
public:
    payload(std::size_t sender, std::uint64_t operation) {
        text_.fill('x');
        char* const behind = append(text_.data(), sender);
        append(behind, operation);
    }

    [[nodiscard]] std::string_view text() const { return {text_.data(), text_.size()}; }

private:
    /// The number and a colon, for which g++ has to see that there is room.
    char* append(char* to, std::uint64_t number) {
        char* const end = text_.data() + text_.size();
        char* const behind = std::to_chars(to, end, number).ptr;
        if (behind != end)
            *behind = ':';
        return std::min(behind + 1, end);
    }

    std::array<char, 32> text_;
};

void report(client_phases const& measured) {
    auto const operations = static_cast<double>(measured.operations());
    std::cout << std::fixed << std::setprecision(3) << "{\"operations\":" << measured.operations()
              << ",\"operations_per_second\":" << operations / measured.seconds()
              << ",\"client_cpu_us_per_op\":" << measured.cpu_microseconds() / operations << "}\n";
}

/// Each asks again as soon as it has an answer.
class echo {
public:
    echo(net::io_context& context, client_arguments const& given)
        : given_(given), crowd_(context, given.port), sent_(given.connections), phases_(given) {
        crowd_.grow_to(given.connections, [this] {
            for (std::size_t at = 0; at != given_.connections; ++at)
                for (std::size_t count = 0; count != given_.in_flight; ++count)
                    ask(at);
        });
    }

private:
    void ask(std::size_t at) {
        ++waiting_;
        std::uint64_t const number = sent_[at]++;
        crowd_.socket(at).emit_with_ack<std::string>("echo", payload(at, number).text())(
            [this, at, number](sio::error_code failed, std::string const& answer) {
                if (failed || answer != payload(at, number).text())
                    give_up("'" + answer + "' came for " + std::to_string(number) + " of " +
                            std::to_string(at) + " (" + failed.message() + ')');
                --waiting_;
                if (phases_.complete())
                    return ask(at);
                if (waiting_ != 0)
                    return;
                report(phases_);
                crowd_.close();
            });
    }

    client_arguments const& given_;
    client_crowd crowd_;
    std::vector<std::uint64_t> sent_;
    std::size_t waiting_ = 0;
    client_phases phases_;
};

/// The first asks for a broadcast to all as soon as all have got one. An operation is one delivery.
class broadcast {
public:
    broadcast(net::io_context& context, client_arguments const& given)
        : given_(given), crowd_(context, given.port), heard_(given.connections), phases_(given) {
        crowd_.grow_to(given.connections, [this] {
            for (std::size_t at = 0; at != given_.connections; ++at)
                crowd_.socket(at).on("b", [this, at](std::string_view text) { hear(at, text); });
            for (std::size_t count = 0; count != given_.in_flight; ++count)
                send();
        });
    }

private:
    void send() {
        waiting_ += given_.connections;
        crowd_.socket(0).emit("b", payload(0, sent_++).text());
    }

    void hear(std::size_t at, std::string_view text) {
        if (text != payload(0, heard_[at]++).text())
            give_up("'" + std::string(text) + "' came out of order");
        --waiting_;
        is_over_ = !phases_.complete();
        if (++delivered_ % given_.connections == 0 && !is_over_)
            send();
        if (waiting_ != 0)
            return;
        report(phases_);
        crowd_.close();
    }

    client_arguments const& given_;
    client_crowd crowd_;
    std::vector<std::uint64_t> heard_;
    std::uint64_t sent_ = 0;
    std::uint64_t delivered_ = 0;
    std::uint64_t waiting_ = 0;
    bool is_over_ = false;
    client_phases phases_;
};

/// Memory of clients that are connected and say nothing.
class idle {
public:
    idle(net::io_context& context, client_arguments const& given)
        : given_(given), crowd_(context, given.port), timer_(context) {
        crowd_.grow_to(given.first, [this] {
            rest([this] {
                first_bytes_ = own_resident_bytes();
                crowd_.grow_to(given_.connections, [this] { rest([this] { tell(); }); });
            });
        });
    }

private:
    template <class Then>
    void rest(Then then) {
        timer_.expires_after(std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::duration<double>(given_.rest)));
        timer_.async_wait([then](sio::error_code) { then(); });
    }

    void tell() {
        auto const more = static_cast<double>(own_resident_bytes() - first_bytes_);
        std::cout << std::fixed << std::setprecision(0) << "{\"client_bytes_per_connection\":"
                  << more / static_cast<double>(given_.connections - given_.first) << "}\n";
        crowd_.close();
    }

    client_arguments const& given_;
    client_crowd crowd_;
    net::steady_timer timer_;
    std::uint64_t first_bytes_ = 0;
};

template <class Scenario>
void run(client_arguments const& given) {
    net::io_context context(1);
    Scenario const scenario(context, given);
    context.run();
}

} // namespace
} // namespace socketiota::bench

int main(int count, char** arguments) {
    using namespace socketiota::bench;
    try {
        client_arguments const given = arguments_of(count, arguments);
        if (given.scenario == "echo")
            run<echo>(given);
        else if (given.scenario == "broadcast")
            run<broadcast>(given);
        else if (given.scenario == "idle")
            run<idle>(given);
        else
            give_up("there is no scenario " + given.scenario);
    } catch (std::exception const& wrong) {
        give_up(wrong.what());
    }
    return 0;
}
