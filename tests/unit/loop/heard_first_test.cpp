// SPDX-License-Identifier: MIT
#include "mailboxes_scene.hpp"

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <loop/accepted_channel.hpp>
#include <support/kernel_peer.hpp>

namespace socketiota::loop {
namespace {

/// Writes down among what letters say what a connection tells.
class noting_owner final : public channel_owner {
public:
    explicit noting_owner(std::vector<std::string>& to) : said_(to) {}

    void on_data(std::span<std::byte> data) override {
        said_.emplace_back(reinterpret_cast<char const*>(data.data()), data.size());
    }

    void on_end() override { said_.emplace_back("end"); }

    void on_broken(error_code) override { said_.emplace_back("broken"); }

    void on_writable() override {}

private:
    std::vector<std::string>& said_;
};

/// A connection of shard 1, and letters to it.
class heard_first_test : public mailboxes_scene {
protected:
    heard_first_test() {
        auto ends = test::connected_sockets();
        peer_ = std::move(ends.first);
        error_code failure;
        channel_ = accepted_channel(shards_[1]->shared(), std::move(ends.second), failure);
        EXPECT_FALSE(failure);
        channel_->set_owner(owner_);
    }

    ~heard_first_test() { channel_.reset(); }

    /// The connections of shard 1 are read before its loop comes to the letters.
    void read() {
        shard::turn const until_told(shard(1));
        shard(1).connections().tell_ready();
    }

    void write(std::string_view octets) {
        ASSERT_EQ(::send(peer_.number(), octets.data(), octets.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(octets.size()));
    }

    noting_owner owner_{said_};
    descriptor peer_;
    std::unique_ptr<channel> channel_;
};

using strings = std::vector<std::string>;

TEST_F(heard_first_test, is_what_another_shard_did_before_what_a_client_answered) {
    turn(0, [&] { send(0, 1, "joined"); });
    write("emit");
    read();
    EXPECT_EQ(said_, (strings{"joined", "emit"}));
}

TEST_F(heard_first_test, is_what_another_shard_did_before_the_end_of_a_client) {
    turn(0, [&] { send(0, 1, "joined"); });
    peer_.close();
    read();
    EXPECT_EQ(said_, (strings{"joined", "end"}));
}

TEST_F(heard_first_test, may_destroy_the_connection_that_was_read) {
    turn(0, [&] {
        boxes_->send(0, 1, letter([this] {
                         channel_.reset();
                         said_.emplace_back("destroyed");
                     }));
    });
    write("emit");
    read();
    EXPECT_EQ(said_, strings{"destroyed"});
}

TEST_F(heard_first_test, is_nobody_once_the_mailbox_is_closed) {
    boxes_->close(1);
    write("emit");
    read();
    EXPECT_EQ(said_, strings{"emit"});
}

TEST_F(heard_first_test, are_the_mailboxes_that_came_last) {
    limit(no_limit, no_limit); // those before are closed after these are there
    turn(0, [&] { send(0, 1, "joined"); });
    write("emit");
    read();
    EXPECT_EQ(said_, (strings{"joined", "emit"}));
}

} // namespace
} // namespace socketiota::loop
