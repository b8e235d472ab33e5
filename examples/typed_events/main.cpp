// SPDX-License-Identifier: MIT
// A list of tasks that everybody shares. Its events are declared once, with their types: whoever
// emits or handles one in another way gets a compiler error instead of a bug report.
//     const socket = io("http://localhost:3000");
//     socket.on("tasks", (tasks) => console.table(tasks));
//     const id = await socket.emitWithAck("add", "buy milk", "today");
//     await socket.emitWithAck("finish", id); // true
#include <socketiota/server.hpp>

#include <boost/asio/post.hpp>

#include <algorithm>
#include <iostream>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace net = boost::asio;
namespace sio = socketiota;

/// A plain struct travels as an object: { id: 1, text: "buy milk", due: "today", done: false }.
struct task {
    int id;
    std::string text;
    std::optional<std::string> due; // may be left out, then and now
    bool done;
};

// The contract of client and server: the name, what travels, and the answer.
inline constexpr sio::event<"add", std::optional<int>(std::string, std::optional<std::string>)>
    add{};
inline constexpr sio::event<"finish", bool(int)> finish{};
inline constexpr sio::event<"tasks", void(std::vector<task>)> tasks{};

int main(int count, char** arguments) {
    std::vector<task> list;
    std::mutex lock; // with several shards, handlers for different clients run at the same time
    sio::server io({.static_folder = EXAMPLE_PUBLIC_FOLDER,
                    .shards = count > 2 ? std::stoul(arguments[2]) : 1});
    // Everybody is told on one thread, of what the list is by then. Sent from here and there, an
    // older list could arrive after a newer one.
    auto const tell_all = [&, desk = io.get_executor()] {
        net::post(desk, [&] {
            std::lock_guard const locked(lock);
            io.emit(tasks, list);
        });
    };
    io.on_connection([&](sio::socket me) {
        std::lock_guard const locked(lock);
        me.emit(tasks, list);
    });

    // The answer is the id of the new task, or null: strangers do not fill our memory.
    io.on(add, [&](std::string text, std::optional<std::string> due) -> std::optional<int> {
        std::lock_guard const locked(lock);
        if (list.size() == 100 || text.empty() || text.size() > 200 || (due && due->size() > 200))
            return std::nullopt;
        int const id = static_cast<int>(list.size()) + 1;
        list.push_back({id, text, due, false});
        tell_all();
        return id;
    });
    io.on(finish, [&](int id) {
        std::lock_guard const locked(lock);
        auto const found = std::ranges::find(list, id, &task::id);
        if (found == list.end())
            return false;
        found->done = true;
        tell_all();
        return true;
    });
    // None of these compiles, and the error says why:
    //     io.emit(tasks, "buy milk");
    //     io.on(finish, [](std::string id) { return true; });
    //     io.on(finish, [](int id) { return "done"; });

    io.listen(sio::parse_port(count > 1 ? arguments[1] : "3000"));
    std::cout << "typed_events is on http://localhost:" << io.port() << std::endl;
    io.run();
}
