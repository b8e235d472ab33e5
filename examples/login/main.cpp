// SPDX-License-Identifier: MIT
// A login: the namespace / exchanges name and password for a token, /vault takes only who has one.
// The password travels as it is, so put TLS in front.
//     const token = await io("http://localhost:3000").emitWithAck("login", "ann", "tulip");
//     const vault = io("http://localhost:3000/vault", { auth: { name: "ann", token } });
//     vault.on("connect_error", (error) => console.log(error.message, error.data));
//     console.log(await vault.emitWithAck("whoami")); // ann
#include <socketiota/server.hpp>

#include <boost/asio/steady_timer.hpp>
#include <boost/uuid/random_generator.hpp>
#include <boost/uuid/uuid_io.hpp>

#include <chrono>
#include <iostream>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace net = boost::asio;
namespace sio = socketiota;

struct pass {
    std::string name, token;
};

/// Takes the same time wherever the texts differ, so that none can be guessed letter by letter.
bool same(std::string_view left, std::string_view right) {
    unsigned difference = left.size() != right.size();
    for (std::size_t at = 0; at < left.size() && at < right.size(); ++at)
        difference |= static_cast<unsigned char>(left[at] ^ right[at]);
    return difference == 0;
}

struct doorkeeper {
    // For this demo alone: a real program keeps salted hashes (argon2id) in a database.
    std::map<std::string, std::string> passwords{{"ann", "tulip"}, {"bob", "daisy"}};
    std::map<std::string, std::string> tokens; // by name, of its last login
    std::set<std::string> waiting;             // names with a wrong password a moment ago
    // With several shards, handlers for different clients run at the same time.
    mutable std::mutex lock;

    /// A token for a name and its password, or none.
    net::awaitable<std::optional<std::string>> login(sio::socket who, std::string name,
                                                     std::string password) {
        // One guess a second for each name, from however many connections. Somebody who keeps
        // guessing keeps ann out: a real program limits addresses as well.
        std::unique_lock locked(lock);
        if (name.size() > 64 || waiting.contains(name))
            co_return std::nullopt;
        auto const found = passwords.find(name);
        if (found != passwords.end() && same(found->second, password))
            co_return tokens[name] = to_string(boost::uuids::random_generator()()); // 122 bits
        // The same for names that do not exist, so that nobody learns which ones do. The timer
        // costs no thread: everybody else goes on, so nothing may be locked meanwhile.
        waiting.insert(name);
        locked.unlock();
        net::steady_timer pause(who.get_executor(), std::chrono::seconds(1));
        co_await pause.async_wait(net::deferred);
        locked.lock();
        waiting.erase(name);
        co_return std::nullopt;
    }

    bool admits(pass const& shown) const {
        std::lock_guard const locked(lock);
        auto const found = tokens.find(shown.name);
        return found != tokens.end() && same(found->second, shown.token);
    }
};

int main(int count, char** arguments) {
    doorkeeper door;
    sio::server io({.static_folder = EXAMPLE_PUBLIC_FOLDER,
                    .shards = count > 2 ? std::stoul(arguments[2]) : 1});
    io.on("login", [&door](sio::socket who, std::string name, std::string password) {
        return door.login(who, name, password);
    });

    sio::nsp const vault = io.of("/vault");
    vault.use([&door](sio::socket const& who) {
        auto const shown = who.handshake().auth<pass>();
        if (!shown || !door.admits(*shown))
            return sio::refuse("Log in first.", sio::object("code", 401));
        who.state<pass>() = *shown; // for the handlers, which need not ask again
        return sio::verdict::accept();
    });
    vault.on("whoami", [](sio::socket const& me) { return me.state<pass>().name; });

    io.listen(sio::parse_port(count > 1 ? arguments[1] : "3000"));
    std::cout << "login is on http://localhost:" << io.port() << std::endl;
    io.run();
}
