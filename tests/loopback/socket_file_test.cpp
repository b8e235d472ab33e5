// SPDX-License-Identifier: MIT
#include "loopback_test.hpp"

#include <boost/asio/local/stream_protocol.hpp>

#include <filesystem>
#include <fstream>
#include <optional>

#include <sys/stat.h>
#include <unistd.h>

// Listening at the path of a Unix domain socket.

namespace socketiota::loop {
namespace {

using local = boost::asio::local::stream_protocol;

class socket_file_test : public loopback_test {
protected:
    ~socket_file_test() override { std::filesystem::remove(path_); }

    std::unique_ptr<test::open_listener> listen_here(error_code& failure) {
        return std::make_unique<test::open_listener>(
            home_, local::endpoint(path_),
            [this](std::unique_ptr<channel> accepted) { accepted_.push_back(std::move(accepted)); },
            failure);
    }

    std::unique_ptr<test::open_listener> listen_here() {
        error_code failure;
        auto made = listen_here(failure);
        EXPECT_FALSE(failure) << failure.message();
        return made;
    }

    local::socket connect_here() {
        local::socket peer(peers_);
        peer.connect(path_);
        run_until([&] { return !accepted_.empty(); });
        return peer;
    }

    /// What a process leaves that dies while it listens.
    void leave_stale_file() {
        local::acceptor dead(peers_, local::endpoint(path_));
        dead.close();
        ASSERT_TRUE(std::filesystem::is_socket(path_));
    }

    std::string path_ = testing::TempDir() + "socketiota." + std::to_string(::getpid());
};

TEST_F(socket_file_test, carries_octets_and_has_no_address) {
    auto const listening = listen_here();
    EXPECT_EQ(listening->local_endpoint().port(), 0);
    auto peer = connect_here();
    recording_owner events;
    accepted_[0]->set_owner(events);
    boost::asio::write(peer, boost::asio::buffer(std::string_view("question")));
    run_until([&] { return !events.received.empty(); });
    EXPECT_EQ(events.received, "question");
    EXPECT_EQ(accepted_[0]->remote_address(), "");
    EXPECT_FALSE(accepted_[0]->secure());
    error_code failure;
    EXPECT_EQ(write(*accepted_[0], "answer", failure), 6U);
    std::string answer(6, '\0');
    EXPECT_EQ(peer.read_some(boost::asio::buffer(answer)), 6U);
    EXPECT_EQ(answer, "answer");
    peer.close();
    run_until([&] { return events.ends > 0; });
}

TEST_F(socket_file_test, is_removed_when_the_listener_goes) {
    auto listening = listen_here();
    EXPECT_TRUE(std::filesystem::is_socket(path_));
    auto const peer = connect_here();
    listening.reset();
    EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(socket_file_test, of_a_dead_process_is_replaced) {
    leave_stale_file();
    auto const listening = listen_here();
    auto const peer = connect_here();
    EXPECT_EQ(accepted_.size(), 1U);
}

TEST_F(socket_file_test, of_a_live_process_is_in_use) {
    local::acceptor alive(peers_, local::endpoint(path_));
    error_code failure;
    auto listening = listen_here(failure);
    EXPECT_EQ(failure, boost::asio::error::address_in_use);
    listening.reset();
    EXPECT_TRUE(std::filesystem::is_socket(path_)); // it is not ours
    local::socket peer(peers_);
    peer.connect(path_, failure);
    EXPECT_FALSE(failure);
}

TEST_F(socket_file_test, of_a_listener_that_has_all_it_can_queue_is_in_use) {
    local::acceptor full(peers_);
    full.open(local());
    full.bind(path_);
    full.listen(0);
    local::socket first(peers_);
    first.connect(path_);
    error_code failure;
    auto const listening = listen_here(failure);
    EXPECT_EQ(failure, boost::asio::error::address_in_use);
}

TEST_F(socket_file_test, that_is_no_socket_stays) {
    std::ofstream(path_) << "a file of somebody";
    error_code failure;
    listen_here(failure).reset();
    EXPECT_EQ(failure, boost::asio::error::address_in_use);
    EXPECT_TRUE(std::filesystem::is_regular_file(path_));
}

TEST_F(socket_file_test, that_a_link_names_stays) {
    std::string const target = path_ + ".target";
    { local::acceptor dead(peers_, local::endpoint(target)); }
    std::filesystem::create_symlink(target, path_);
    error_code failure;
    listen_here(failure).reset();
    EXPECT_EQ(failure, boost::asio::error::address_in_use);
    EXPECT_TRUE(std::filesystem::is_symlink(path_));
    std::filesystem::remove(target);
}

TEST_F(socket_file_test, of_another_process_that_took_the_path_over_stays) {
    auto listening = listen_here();
    std::filesystem::remove(path_);
    local::acceptor other(peers_, local::endpoint(path_));
    listening.reset();
    EXPECT_TRUE(std::filesystem::is_socket(path_));
}

TEST_F(socket_file_test, has_the_mode_of_the_umask) {
    mode_t const before = ::umask(0077);
    auto const listening = listen_here();
    ::umask(before);
    EXPECT_EQ(std::filesystem::status(path_).permissions(), std::filesystem::perms::owner_all);
}

TEST_F(socket_file_test, in_a_folder_that_is_not_there_is_an_error) {
    path_ += "/nowhere/socket";
    error_code failure;
    auto const listening = listen_here(failure);
    EXPECT_EQ(failure, boost::system::errc::no_such_file_or_directory);
}

TEST_F(socket_file_test, is_none_for_an_abstract_name) {
    std::string const name = std::string(1, '\0') + path_;
    error_code failure;
    auto const accepted = [this](std::unique_ptr<channel> made) {
        accepted_.push_back(std::move(made));
    };
    auto first =
        std::make_unique<test::open_listener>(home_, local::endpoint(name), accepted, failure);
    EXPECT_FALSE(failure) << failure.message();
    EXPECT_FALSE(std::filesystem::exists(path_));
    test::open_listener const second(home_, local::endpoint(name), accepted, failure);
    EXPECT_EQ(failure, boost::asio::error::address_in_use);
}

} // namespace
} // namespace socketiota::loop
