// SPDX-License-Identifier: MIT
#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <base/metric_sink.hpp>
#include <base/openssl_pointer.hpp>
#include <loop/channel.hpp>
#include <loop/shard.hpp>
#include <loop/tls_channel.hpp>
#include <loop/tls_fault.hpp>
#include <loop/tls_hosts.hpp>
#include <loop/tls_memory.hpp>
#include <loop/tls_records.hpp>

namespace socketiota::loop {

/// What a connection is besides its place, once the handshake is complete: what moves with it.
struct tls_progress {
    base::openssl_pointer<SSL> connection{};
    std::vector<char> waiting{};          // ciphertext that the channel below did not take
    std::vector<std::byte> undecrypted{}; // and that came
    bool owner_waits = false;             // it is owed an on_writable
    bool last_octet_held = false;
    bool end_sent = false; // we send no more
};

/// The part of a `tls_channel` that what comes from below keeps alive. Not thread safe: belongs to
/// its shard.
class tls_connection final : public std::enable_shared_from_this<tls_connection>,
                             private channel_owner,
                             private base::deadline {
public:
    tls_connection(std::shared_ptr<shard> home, std::unique_ptr<channel> below,
                   std::shared_ptr<tls_hosts const> hosts, base::metric_sink& metrics)
        : home_(std::move(home)),
          below_(std::move(below)),
          hosts_(std::move(hosts)),
          metrics_(&metrics) {
        static_cast<void>(tls_memory::of(*home_)); // there from now on
    }

    /// The client's side.
    tls_connection(std::shared_ptr<shard> home, std::unique_ptr<channel> below,
                   base::openssl_pointer<SSL> begun)
        : home_(std::move(home)), below_(std::move(below)), connection_(std::move(begun)) {
        tls_memory::of(*home_).attach(*connection_);
    }

    /// Goes on with what began on another shard.
    tls_connection(std::shared_ptr<shard> home, std::unique_ptr<channel> below,
                   tls_progress&& so_far)
        : home_(std::move(home)),
          below_(std::move(below)),
          connection_(std::move(so_far.connection)),
          waiting_(std::move(so_far.waiting)),
          established_(true),
          owner_waits_(so_far.owner_waits),
          last_octet_held_(so_far.last_octet_held),
          end_sent_(so_far.end_sent) {
        tls_memory::of(*home_).attach(*connection_);
        if (!so_far.undecrypted.empty())
            undecrypted_ = std::make_unique<std::vector<std::byte>>(std::move(so_far.undecrypted));
    }

    void begin_handshake(handshake_owner& owner) {
        auto const self = shared_from_this(); // it may be over at once
        handshake_owner_ = &owner;
        below_->set_owner(*this);
        shake_hands();
    }

    void set_owner(channel_owner& owner) {
        bool const first = !std::exchange(begun_, true);
        owner_ = &owner;
        if (first && established_) {
            below_->set_owner(*this);
            if (!paused_)
                below_->resume_reading();
            boost::asio::post(home_->get_executor(), [weak = weak_from_this()] {
                if (auto const self = weak.lock())
                    self->go_on();
            });
        } else if (first) {
            // In this order: of two deadlines at one time, the one below says more.
            below_->set_owner(*this);
            home_->set_deadline(*this, handshake_time);
        } else if (ended_ || failure_) {
            boost::asio::post(home_->get_executor(), [weak = weak_from_this()] {
                if (auto const self = weak.lock())
                    self->tell_ending();
            });
        }
    }

    [[nodiscard]] channel& below() const noexcept { return *below_; }

    void pause_reading() {
        paused_ = true;
        below_->pause_reading();
    }

    void resume_reading() {
        paused_ = false;
        if (begun_ || !established_) // else its owner is waited for
            below_->resume_reading();
    }

    std::size_t write(std::span<boost::asio::const_buffer const> pieces, error_code& failure) {
        if (closed() || failure_ || end_sent_) {
            failure = failure_ ? failure_ : make_error_code(boost::asio::error::broken_pipe);
            return 0;
        }
        if (boost::asio::buffer_size(pieces) == 0)
            return 0;
        if (!established_ || !waiting_.empty()) {
            owner_waits_ = true;
            return 0;
        }
        tls_records records(pieces, memory().record());
        std::size_t taken = 0;
        if (std::exchange(last_octet_held_, false)) {
            records.skip_one();
            taken = 1;
        }
        while (!records.empty() && waiting_.empty()) {
            taken += encrypt(records, failure);
            if (!failure)
                send(failure);
            if (failure) {
                // Reading may still find what the peer said before.
                end_sent_ = true;
                waiting_ = {};
                return 0;
            }
        }
        if (!waiting_.empty()) {
            owner_waits_ = true;
            // Else the owner would believe that all has left. What it offers next begins with this
            // octet, which is not encrypted again.
            if (records.empty()) {
                last_octet_held_ = true;
                --taken;
            }
        }
        return taken;
    }

    void shutdown_send() {
        if (std::exchange(end_sent_, true))
            return;
        say_end();
        if (waiting_.empty())
            below_->shutdown_send();
    }

    void close() noexcept {
        if (closed())
            return;
        handshake_owner_ = nullptr;
        // The peer has said that it ends, and gets the same answer (RFC 8446 section 6.1). To end
        // without it tells a peer that still listens that something may be missing.
        if (ended_ && !std::exchange(end_sent_, true))
            say_end();
        owner_ = nullptr;
        begun_ = true;
        cancel();
        below_->close();
    }

    /// Null if there is nothing that could go on. The channel below is not parked yet.
    [[nodiscard]] bool can_leave() const noexcept {
        return established_ && !failure_ && owner_ != nullptr;
    }

    /// After the channel below has left.
    void leave(tls_progress& with) noexcept {
        tls_memory::detach(*connection_); // it is this shard's
        with.connection = std::move(connection_);
        with.waiting = std::move(waiting_);
        with.owner_waits = owner_waits_;
        with.last_octet_held = last_octet_held_;
        with.end_sent = end_sent_;
        owner_ = nullptr;
        input_ = {};
        cancel();
    }

    [[nodiscard]] std::vector<std::byte> undecrypted() const {
        return {input_.begin(), input_.end()};
    }

private:
    static constexpr auto handshake_time = std::chrono::seconds(10);

    // Records that are encrypted before what they became is written: what may wait here if the
    // channel below takes none of it.
    static constexpr std::size_t most_records_ahead = 4;

    // What may wait in all: a peer that provokes alerts and reads none of them ends here.
    static constexpr std::size_t most_waiting = 2 * most_records_ahead * tls_memory::record_size;

    // To a browser that was sent to http://...:443 by mistake, instead of silence.
    static constexpr std::string_view plain_answer = "HTTP/1.1 400 Bad Request\r\n"
                                                     "Connection: close\r\n"
                                                     "Content-Type: text/plain\r\n\r\n"
                                                     "This port speaks TLS: use https.\n";

    [[nodiscard]] bool closed() const noexcept { return owner_ == nullptr && begun_; }

    // channel_owner: what the channel below tells. Each may end in the destruction of the
    // tls_channel, so each keeps this part of it alive.

    void on_data(std::span<std::byte> data) override {
        if (failure_)
            return;
        auto const self = shared_from_this();
        if (established_ && !begun_)
            return keep(data);
        if (undecrypted_)
            take_up();
        input_ = data;
        if (established_ ? owner_ != nullptr : shake_hands())
            read();
        input_ = {};
    }

    void on_end() override {
        auto const self = shared_from_this();
        if (handshake_owner_ != nullptr)
            return fail(boost::asio::error::eof);
        count_failed_handshake();
        if (!std::exchange(ended_, true))
            tell_ending();
    }

    void on_broken(error_code reason) override { fail(reason); }

    void on_writable() override {
        auto const self = shared_from_this();
        boost::asio::const_buffer const rest = boost::asio::buffer(waiting_);
        error_code failure;
        std::size_t const written = below_->write(std::span(&rest, 1), failure);
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(written));
        if (failure) {
            fail(failure);
            return;
        }
        if (!waiting_.empty())
            return;
        waiting_ = {};
        if (end_sent_)
            below_->shutdown_send();
        if (owner_ != nullptr && std::exchange(owner_waits_, false))
            owner_->on_writable();
    }

    void on_deadline() override { fail(make_error_code(boost::asio::error::timed_out)); }

    /// Goes on on this shard: what OpenSSL or the shard before had read may hold data or the end,
    /// and what was not written yet has to be.
    void go_on() {
        if (owner_ == nullptr || failure_)
            return;
        take_up();
        if (owner_ != nullptr && !waiting_.empty())
            on_writable();
    }

    void take_up() {
        std::vector<std::byte> rest;
        if (auto const moved = std::exchange(undecrypted_, nullptr))
            rest.swap(*moved);
        input_ = rest;
        read();
        input_ = {};
    }

    [[nodiscard]] tls_memory& memory() const noexcept { return *home_->tls(); }

    /// Whether the handshake is complete.
    bool shake_hands() {
        if (!connection_) {
            // Not before the peer speaks: one that never does costs no more than without TLS.
            connection_ = hosts_->begin();
            if (!connection_) {
                fail(make_error_code(boost::asio::error::no_memory));
                return false;
            }
            memory().attach(*connection_);
        }
        int const outcome = call([this] { return SSL_do_handshake(connection_.get()); });
        tls_fault fault;
        if (outcome != SSL_ERROR_NONE && outcome != SSL_ERROR_WANT_READ)
            fault = handshake_owner_ == nullptr ? tls_fault{last_tls_failure(), {}}
                                                : fault_of_handshake(*connection_);
        bool const plain = ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_HTTP_REQUEST;
        if (plain && outcome == SSL_ERROR_SSL)
            memory().output.append(plain_answer);
        error_code failure;
        send(failure);
        if (outcome == SSL_ERROR_NONE && !failure) {
            established_ = true;
            hosts_.reset();
            cancel();
            if (handshake_owner_ != nullptr)
                tell_secured();
            else if (waiting_.empty() && std::exchange(owner_waits_, false) && owner_ != nullptr)
                owner_->on_writable();
            return owner_ != nullptr;
        }
        if (failure)
            fail(failure);
        else if (fault.reason)
            fail(fault.reason, std::move(fault.words));
        return false;
    }

    void tell_secured() {
        keep(std::exchange(input_, {}));
        below_->pause_reading();
        std::exchange(handshake_owner_, nullptr)->on_secured();
    }

    /// What comes behind the client's handshake waits for the owner of the channel.
    void keep(std::span<std::byte const> ciphertext) {
        if (ciphertext.empty())
            return;
        if (!undecrypted_)
            undecrypted_ = std::make_unique<std::vector<std::byte>>();
        undecrypted_->insert(undecrypted_->end(), ciphertext.begin(), ciphertext.end());
    }

    /// Decrypts what came and hands it over as one piece, or as few as the buffer allows.
    void read() {
        int outcome = SSL_ERROR_NONE;
        error_code broken;
        while (outcome == SSL_ERROR_NONE && owner_ != nullptr) {
            auto const plaintext = memory().plaintext();
            std::size_t size = 0;
            do {
                std::size_t count = 0;
                outcome = call([&] {
                    return SSL_read_ex(connection_.get(), plaintext.data() + size,
                                       plaintext.size() - size, &count);
                });
                size += count;
            } while (outcome == SSL_ERROR_NONE && size < plaintext.size());
            if (outcome != SSL_ERROR_NONE && outcome != SSL_ERROR_WANT_READ &&
                outcome != SSL_ERROR_ZERO_RETURN)
                broken = last_tls_failure(); // before the owner does more with OpenSSL
            error_code failure;
            send(failure); // alerts, and answers to requests of the protocol itself
            if (size > 0)
                owner_->on_data(plaintext.first(size));
            if (failure || waiting_.size() > most_waiting) {
                fail(failure ? failure : make_error_code(boost::asio::error::no_buffer_space));
                return;
            }
        }
        if (owner_ == nullptr || outcome == SSL_ERROR_WANT_READ)
            return;
        if (broken)
            fail(broken);
        else if (!std::exchange(ended_, true))
            tell_ending();
    }

    /// Calls OpenSSL with what came, and says how it ended as SSL_get_error does.
    template <class F>
    int call(F const& function) {
        ERR_clear_error(); // or what others left in this thread's queue would be ours
        memory().input = input_;
        int const result = function();
        input_ = std::exchange(memory().input, {});
        return result > 0 ? SSL_ERROR_NONE : SSL_get_error(connection_.get(), result);
    }

    /// Encrypts the next records and says how many octets of plaintext they took.
    std::size_t encrypt(tls_records& records, error_code& failure) {
        std::size_t taken = 0;
        for (std::size_t count = 0; count < most_records_ahead && !records.empty(); ++count) {
            auto const block = records.next();
            std::size_t written = 0;
            int const outcome = call([&] {
                return SSL_write_ex(connection_.get(), block.data(), block.size(), &written);
            });
            if (outcome != SSL_ERROR_NONE) {
                failure = last_tls_failure();
                break;
            }
            taken += written;
        }
        return taken;
    }

    /// Says close_notify, if there is anybody to say it to.
    void say_end() {
        if (!established_ || failure_)
            return;
        call([this] { return SSL_shutdown(connection_.get()); });
        // For alerts OpenSSL keeps its 16 KiB in spite of SSL_MODE_RELEASE_BUFFERS: too much for
        // each of those that wait for their peers to close.
        SSL_free_buffers(connection_.get());
        error_code ignored; // nobody is left to tell
        send(ignored);
    }

    /// Writes what OpenSSL put out and keeps what is not taken.
    void send(error_code& failure) {
        base::output_buffer& output = memory().output;
        std::size_t written = 0;
        if (waiting_.empty() && !output.empty()) {
            boost::asio::const_buffer const piece(output.data(), output.size());
            written = below_->write(std::span(&piece, 1), failure);
        }
        waiting_.insert(waiting_.end(), output.data() + written, output.data() + output.size());
        output.clear();
    }

    void fail(error_code reason, std::string words = {}) {
        auto const self = shared_from_this();
        if (failure_)
            return;
        count_failed_handshake();
        failure_ = reason;
        if (handshake_owner_ != nullptr)
            tell_not_secured(reason, std::move(words));
        else
            tell_ending();
    }

    void tell_not_secured(error_code reason, std::string words) {
        if (words.empty())
            words = reason.message();
        std::exchange(handshake_owner_, nullptr)->on_not_secured({reason, std::move(words)});
    }

    /// Only of handshakes that began: who looks whether the port is open means no harm.
    void count_failed_handshake() {
        cancel();
        if (metrics_ != nullptr && owner_ != nullptr && connection_ && !established_ && !failure_ &&
            !ended_)
            metrics_->count(metric::tls_handshake_failed);
    }

    void tell_ending() {
        if (owner_ == nullptr)
            return;
        if (failure_)
            owner_->on_broken(failure_);
        else
            owner_->on_end();
    }

    std::shared_ptr<shard> home_;
    std::unique_ptr<channel> below_;
    // During the handshake, the certificates that it began with.
    std::shared_ptr<tls_hosts const> hosts_;
    base::metric_sink* metrics_ = nullptr;       // of the shard where the server's handshake is
    handshake_owner* handshake_owner_ = nullptr; // of the client's, until it is told
    base::openssl_pointer<SSL> connection_;
    channel_owner* owner_ = nullptr; // null before the first owner and once closed
    std::span<std::byte> input_;     // ciphertext that came and is not decrypted yet
    std::vector<char> waiting_;      // ciphertext that the channel below did not take
    // What came on another shard and is not decrypted yet.
    std::unique_ptr<std::vector<std::byte>> undecrypted_;
    error_code failure_;
    bool begun_ = false; // it had an owner, or was closed
    bool paused_ = false;
    bool established_ = false;
    bool owner_waits_ = false; // it is owed an on_writable
    bool last_octet_held_ = false;
    bool ended_ = false;    // the peer sends no more
    bool end_sent_ = false; // we send no more
};

} // namespace socketiota::loop
