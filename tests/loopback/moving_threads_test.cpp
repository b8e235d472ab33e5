// SPDX-License-Identifier: MIT
// Connections that move between shards on threads of their own, plain and TLS.
#include "loopback_test.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <exception>
#include <limits>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <http/front.hpp>
#include <http/neighbours.hpp>
#include <loop/mailboxes.hpp>
#include <loop/tls_context.hpp>
#include <support/counting_sink.hpp>
#include <support/secure_client.hpp>

namespace socketiota::http {
namespace {

using boost::asio::ip::tcp;

/// Three shards, each with a thread, a port and one with TLS. A target begins with the number of
/// the shard that answers it, with its number, whether it came over TLS, and the body.
class threads final : loop::mailbox_owner {
public:
    static constexpr std::size_t count = 3;

    threads() {
        std::vector<std::shared_ptr<loop::shard>> shards;
        for (std::size_t index = 0; index != count; ++index)
            shards.push_back(members_.emplace_back(std::make_unique<member>(index))->home);
        boxes_ = loop::mailboxes::among(shards, {1000, std::size_t{1} << 20},
                                        static_cast<mailbox_owner&>(*this));
        auto const all = std::make_shared<neighbourhood>(boxes_, count);
        for (auto const& each : members_)
            each->begin(all, tls_);
        for (auto const& each : members_)
            each->thread = std::thread([&context = each->context] { context.run(); });
    }

    ~threads() {
        for (auto const& each : members_)
            boost::asio::post(each->context, [this, &who = *each] {
                who.end();
                boxes_->close(who.index);
                who.home->rest();
                who.busy.reset();
            });
        for (auto const& each : members_)
            each->thread.join();
        EXPECT_EQ(thrown, 0);
    }

    [[nodiscard]] tcp::endpoint port(std::size_t index, bool with_tls) const {
        return members_[index]->ports[with_tls ? 1 : 0]->local_endpoint();
    }

    /// Connections that moved, and requests that did without; once its threads have ended.
    [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> end() {
        for (auto const& each : members_)
            boost::asio::post(each->context, [this, &who = *each] {
                moved_ += who.others->done().moved;
                proxied_ += who.others->done().proxied;
                ++told_;
            });
        while (told_ != count)
            std::this_thread::yield();
        return {moved_, proxied_};
    }

    std::atomic<int> thrown = 0;

private:
    class echo;

    /// A connection that speaks no HTTP any more: sends back what comes.
    class mirror final : public loop::channel_owner {
    public:
        explicit mirror(detached_connection from) : channel_(std::move(from.channel)) {
            std::string_view const begins = "HTTP/1.1 101 Switching Protocols\r\n\r\n";
            write(std::as_bytes(std::span(begins)));
            write(from.already_read);
            channel_->set_owner(*this);
        }

        void on_data(std::span<std::byte> data) override { write(data); }

        void on_end() override { channel_->close(); }

        void on_broken(loop::error_code) override { channel_->close(); }

        void on_writable() override {}

    private:
        void write(std::span<std::byte const> octets) {
            boost::asio::const_buffer const piece(octets.data(), octets.size());
            loop::error_code failure;
            EXPECT_EQ(channel_->write(std::span(&piece, 1), failure), octets.size());
        }

        std::unique_ptr<loop::channel> channel_;
    };

    struct member final : service {
        explicit member(std::size_t own) : index(own) {}

        void begin(std::shared_ptr<neighbourhood> const& all, loop::tls_context const& tls) {
            connections = std::make_unique<front>(home, *this, http_options{}, metrics);
            others = std::make_unique<neighbours>(neighbours::parts{.all = all,
                                                                    .index = index,
                                                                    .home = home,
                                                                    .connections = *connections,
                                                                    .answers = *this,
                                                                    .metrics = metrics,
                                                                    .largest_body = 100'000});
            for (bool const with_tls : {false, true}) {
                loop::error_code failure;
                ports.push_back(std::make_unique<test::open_listener>(
                    home, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0),
                    [this, with_tls, &tls](std::unique_ptr<loop::channel> accepted) {
                        connections->accept(with_tls ? tls.wrap(home, std::move(accepted), metrics)
                                                     : std::move(accepted));
                    },
                    failure));
                EXPECT_FALSE(failure);
            }
        }

        void end() {
            ports.clear();
            mirrors.clear();
            connections.reset();
            others.reset();
        }

        void serve(exchange& request) override {
            auto const target = static_cast<std::size_t>(request.request().target[1] - '0');
            bool const upgrade = request.request().upgrade;
            if (target != index) {
                if (others->forward(request, target, upgrade) != forwarding::taken)
                    request.respond(503, {}, std::string_view());
            } else if (upgrade) {
                mirrors.push_back(std::make_unique<mirror>(request.detach()));
            } else {
                echo::begin(request, index);
            }
        }

        std::size_t const index;
        boost::asio::io_context context{1};
        boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy{
            context.get_executor()};
        std::shared_ptr<loop::shard> home = loop::shard::on(context);
        test::counting_sink metrics;
        std::unique_ptr<front> connections;
        std::unique_ptr<neighbours> others;
        std::vector<std::unique_ptr<test::open_listener>> ports;
        std::vector<std::unique_ptr<mirror>> mirrors;
        std::thread thread;
    };

    /// Answers with the body; goes with its exchange.
    class echo final : public exchange_listener {
    public:
        static void begin(exchange& request, std::size_t at) {
            auto made = std::unique_ptr<echo>(new echo(request, at));
            echo& kept = *made;
            kept.self_ = std::move(made);
            request.read_body(100'000, kept);
        }

        void on_body(std::span<std::byte> body) override {
            auto const self = std::move(self_);
            request_.respond(
                200, {},
                std::to_string(at_) + (request_.secure() ? 's' : 'p') +
                    std::string(reinterpret_cast<char const*>(body.data()), body.size()));
        }

        void on_body_too_large() override {
            auto const self = std::move(self_);
            request_.close();
        }

        void on_aborted() override { auto const self = std::move(self_); }

    private:
        echo(exchange& request, std::size_t at) : request_(request), at_(at) {}

        exchange& request_;
        std::size_t at_;
        std::unique_ptr<echo> self_; // until the exchange ends
    };

    void on_full(std::size_t) noexcept override {}

    void on_room(std::size_t) noexcept override {}

    void on_thrown(std::size_t, std::exception_ptr) noexcept override { ++thrown; }

    loop::tls_context tls_{test::with_certificate()};
    std::vector<std::unique_ptr<member>> members_;
    std::shared_ptr<loop::mailboxes> boxes_;
    std::atomic<std::uint64_t> moved_ = 0;
    std::atomic<std::uint64_t> proxied_ = 0;
    std::atomic<std::size_t> told_ = 0;
};

/// The body of the answer at the front of `received`, which is taken out; false if it is not there.
bool take_answer(std::string& received, std::string& body) {
    std::size_t const end = received.find("\r\n\r\n");
    std::size_t const length = received.find("Content-Length: ");
    if (end == std::string::npos || length > end)
        return false;
    std::size_t const size = std::stoul(received.substr(length + 16));
    if (received.size() < end + 4 + size)
        return false;
    body = received.substr(end + 4, size);
    received.erase(0, end + 4 + size);
    return true;
}

struct question {
    question(std::mt19937& random, bool secure) {
        std::string const at = std::to_string(random() % threads::count);
        std::string const body(random() % 2 == 0 ? random() % 50'000 : 0, 'b');
        octets = "POST /" + at +
                 "/ HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) +
                 "\r\n\r\n" + body;
        answer = at + (secure ? 's' : 'p') + body;
    }

    std::string octets;
    std::string answer;
};

/// Asks all over one plain connection, some at once. How many were answered rightly.
std::size_t ask_plain(tcp::endpoint const& at, std::mt19937& random, std::size_t questions) {
    boost::asio::io_context home;
    tcp::socket connection(home);
    connection.connect(at);
    std::size_t right = 0;
    for (std::size_t asked = 0; asked < questions; asked += 2) {
        question const first(random, false);
        question const second(random, false);
        boost::asio::write(connection, boost::asio::buffer(first.octets + second.octets));
        std::string received;
        for (question const* each : {&first, &second}) {
            std::string body;
            loop::error_code failure;
            while (!take_answer(received, body) && !failure)
                received += loop::receive(connection, failure);
            right += body == each->answer ? 1U : 0U;
        }
    }
    return right;
}

std::size_t ask_secure(tcp::endpoint const& at, std::mt19937& random, std::size_t questions) {
    boost::asio::io_context home;
    test::secure_client client(home, at);
    while (!client.peer.connected())
        client.carry();
    std::size_t right = 0;
    for (std::size_t asked = 0; asked < questions; ++asked) {
        question const next(random, true);
        client.peer.send(next.octets);
        std::string body;
        while (!take_answer(client.peer.received, body) && !client.closed)
            client.carry();
        right += body == next.answer ? 1U : 0U;
    }
    return right;
}

TEST(moving_between_threads, answers_all_that_plain_and_secure_clients_ask) {
    threads server;
    constexpr std::size_t questions = 40;
    constexpr std::size_t connections = 5;
    std::array<std::size_t, 4> right{};
    std::vector<std::thread> clients;
    for (std::size_t number = 0; number != right.size(); ++number)
        clients.emplace_back([&server, &right, number] {
            std::mt19937 random(static_cast<unsigned>(number));
            for (std::size_t each = 0; each != connections; ++each) {
                bool const secure = number % 2 == 1;
                tcp::endpoint const at = server.port(random() % threads::count, secure);
                right[number] +=
                    secure ? ask_secure(at, random, questions) : ask_plain(at, random, questions);
            }
        });
    for (auto& each : clients)
        each.join();
    for (std::size_t const each : right)
        EXPECT_EQ(each, questions * connections);
    auto const [moved, proxied] = server.end();
    EXPECT_GT(moved, 20U);
    EXPECT_LE(moved, 40U); // twice each
    EXPECT_GT(proxied, 200U);
}

std::string upgrade_to(std::size_t shard) {
    return "GET /" + std::to_string(shard) +
           "/ HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nearly";
}

constexpr std::string_view mirrored = "HTTP/1.1 101 Switching Protocols\r\n\r\nearlylate";

TEST(moving_between_threads, brings_upgrades_to_their_shards) {
    threads server;
    for (std::size_t to = 0; to != threads::count; ++to) {
        boost::asio::io_context home;
        test::secure_client secure(home, server.port(0, true));
        while (!secure.peer.connected())
            secure.carry();
        secure.peer.send(upgrade_to(to));
        while (!secure.has("early") && !secure.closed)
            secure.carry();
        secure.peer.send("late");
        while (!secure.has("late") && !secure.closed)
            secure.carry();
        EXPECT_EQ(secure.peer.received, mirrored);

        tcp::socket plain(home);
        plain.connect(server.port(0, false));
        boost::asio::write(plain, boost::asio::buffer(upgrade_to(to) + "late"));
        std::string received;
        loop::error_code failure;
        while (received.size() < mirrored.size() && !failure)
            received += loop::receive(plain, failure);
        EXPECT_EQ(received, mirrored);
    }
    EXPECT_EQ(server.end().first, 4U);
}

TEST(moving_between_threads, outlives_clients_that_leave_in_the_middle) {
    threads server;
    std::vector<std::thread> clients;
    for (unsigned number = 0; number != 2; ++number)
        clients.emplace_back([&server, number] {
            std::mt19937 random(number);
            boost::asio::io_context home;
            for (int each = 0; each != 60; ++each) {
                tcp::socket connection(home);
                connection.connect(server.port(random() % threads::count, false));
                for (std::size_t count = random() % 5; count != 0; --count) {
                    question const next(random, false);
                    boost::asio::write(connection, boost::asio::buffer(next.octets.substr(
                                                       0, count == 1 ? next.octets.size() / 2
                                                                     : next.octets.size())));
                }
                if (random() % 2 == 0)
                    loop::reset(connection);
            }
        });
    for (auto& each : clients)
        each.join();
    std::mt19937 random(7);
    EXPECT_EQ(ask_plain(server.port(0, false), random, 10), 10U);
}

} // namespace
} // namespace socketiota::http
