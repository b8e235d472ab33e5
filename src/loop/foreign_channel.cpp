// SPDX-License-Identifier: MIT
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

#include <loop/address_text.hpp>
#include <loop/entering.hpp>
#include <loop/foreign_channel.hpp>
#include <loop/tell_broken.hpp>

namespace socketiota::loop {

namespace asio = boost::asio;

namespace {

constexpr std::size_t most_read = std::size_t{16} << 10;
constexpr std::size_t most_written = std::size_t{64} << 10;

// What a peer that reads nothing gets before its connection is cut with octets unsent.
constexpr auto closing_limit = std::chrono::seconds(5);

} // namespace

class foreign_channel::connection final : public std::enable_shared_from_this<connection>,
                                          private base::deadline {
public:
    connection(std::shared_ptr<shard> home, std::unique_ptr<detail::foreign_stream> stream)
        : home_(std::move(home)), stream_(std::move(stream)) {}

    ~connection() = default;

    void set_owner(channel_owner& owner) {
        owner_ = &owner;
        end_told_ = false;
        // It may go back before anything is read, with what came before; and an end that the owner
        // before was told of is told again.
        go_on();
    }

    void pause_reading() { paused_ = true; }

    void resume_reading() {
        paused_ = false;
        go_on();
    }

    std::size_t write(std::span<asio::const_buffer const> pieces, error_code& failure) {
        if (broken_) {
            failure = broken_;
            return 0;
        }
        std::size_t const wanted = asio::buffer_size(pieces);
        std::size_t const taken = writing_ ? 0 : std::min(wanted, most_written);
        if (taken > 0) {
            output_.resize(taken);
            asio::buffer_copy(asio::buffer(output_), pieces);
            begin_write();
        }
        wants_to_write_ = taken < wanted;
        return taken;
    }

    void shutdown_send() {
        if (writing_)
            shuts_down_ = true;
        else
            shut_down_now();
    }

    void close() noexcept {
        if (closed_)
            return;
        closed_ = true;
        owner_ = nullptr;
        if (!writing_ || broken_ || !wait_for_output())
            stream_->close();
    }

    [[nodiscard]] bool give_back(std::string octets) {
        if (reading_ || writing_ || ended_ || closed_)
            return false;
        // Not from inside: what the program does with it may end the server.
        asio::post(home_->get_executor(),
                   [self = shared_from_this(), kept = std::move(octets)]() mutable {
                       self->stream_->go_back(std::move(kept));
                   });
        closed_ = true;
        owner_ = nullptr;
        return true;
    }

    [[nodiscard]] detail::foreign_stream const& stream() const noexcept { return *stream_; }

    [[nodiscard]] shard& home() const noexcept { return *home_; }

    void fail(error_code reason) noexcept {
        broken_ = reason;
        ended_ = true;
        stream_->close();
        tell_broken(std::exchange(owner_, nullptr), reason);
    }

private:
    void read() {
        if (reading_ || telling_ || paused_ || ended_ || closed_ || owner_ == nullptr)
            return;
        input_.resize(most_read);
        reading_ = true;
        stream_->read_some(
            asio::buffer(input_), home_->get_executor(),
            entering(shared_from_this(), [](connection& self, error_code failure,
                                            std::size_t size) { self.on_read(failure, size); }));
    }

    void on_read(error_code failure, std::size_t size) {
        reading_ = false;
        held_ = size;
        if (failure) {
            ended_ = true;
            if (failure != asio::error::eof && !is_truncated(failure))
                broken_ = failure;
        }
        if (!paused_)
            tell_held();
    }

    /// A TLS stream that ends without close_notify: whoever frames what is inside notices what is
    /// missing.
    [[nodiscard]] static bool is_truncated(error_code const& failure) {
        return std::string_view(failure.category().name()) == "asio.ssl.stream";
    }

    void tell_held() {
        if (owner_ == nullptr)
            return;
        std::size_t const size = std::exchange(held_, 0);
        if (size > 0) {
            telling_ = true; // it lies where the next read puts what comes
            owner_->on_data(std::as_writable_bytes(std::span(input_).first(size)));
            telling_ = false;
        }
        if (ended_)
            tell_end();
        else
            read();
    }

    void tell_end() {
        if (owner_ == nullptr || std::exchange(end_told_, true))
            return;
        if (broken_)
            owner_->on_broken(broken_);
        else
            owner_->on_end();
    }

    /// Never from inside a call of the owner.
    void go_on() {
        asio::post(home_->get_executor(), entering(shared_from_this(), [](connection& self) {
                       if (!self.paused_)
                           self.tell_held();
                   }));
    }

    void begin_write() {
        writing_ = true;
        stream_->write(asio::buffer(output_), home_->get_executor(),
                       entering(shared_from_this(), [](connection& self, error_code failure,
                                                       std::size_t) { self.on_written(failure); }));
    }

    void on_written(error_code failure) {
        writing_ = false;
        output_ = std::vector<char>(); // an idle connection holds none
        if (failure)
            broken_ = failure;
        if (closed_) {
            cancel();
            stream_->close();
            return;
        }
        if (std::exchange(shuts_down_, false))
            shut_down_now();
        if (!std::exchange(wants_to_write_, false) || owner_ == nullptr)
            return;
        owner_->on_writable(); // whose next write hears of a failure
    }

    void shut_down_now() {
        stream_->shutdown_send(
            home_->get_executor(),
            entering(shared_from_this(), [](connection&, error_code, std::size_t) {}));
    }

    /// False, for want of memory, if nobody would end that.
    [[nodiscard]] bool wait_for_output() noexcept {
        try {
            home_->set_deadline(*this, closing_limit);
            return true;
        } catch (...) {
            return false;
        }
    }

    void on_deadline() override { stream_->close(); }

    std::shared_ptr<shard> home_;
    std::unique_ptr<detail::foreign_stream> stream_;
    channel_owner* owner_ = nullptr; // null before the first owner and once closed
    std::vector<char> input_;
    std::vector<char> output_;
    std::size_t held_ = 0; // octets of `input_` that nobody has been told of
    error_code broken_;
    bool reading_ = false;
    bool writing_ = false;
    bool paused_ = false;
    bool telling_ = false;
    bool ended_ = false;
    bool end_told_ = false; // to this owner
    bool closed_ = false;
    bool shuts_down_ = false; // behind what is being written
    bool wants_to_write_ = false;
};

foreign_channel::foreign_channel(std::shared_ptr<shard> home,
                                 std::unique_ptr<detail::foreign_stream> stream)
    : connection_(std::make_shared<connection>(std::move(home), std::move(stream))) {}

foreign_channel::~foreign_channel() { foreign_channel::close(); }

void foreign_channel::set_owner(channel_owner& owner) { connection_->set_owner(owner); }

void foreign_channel::pause_reading() { connection_->pause_reading(); }

void foreign_channel::resume_reading() { connection_->resume_reading(); }

std::size_t foreign_channel::write(std::span<asio::const_buffer const> pieces,
                                   error_code& failure) {
    return connection_->write(pieces, failure);
}

void foreign_channel::shutdown_send() { connection_->shutdown_send(); }

void foreign_channel::close() noexcept { connection_->close(); }

bool foreign_channel::is_lent() const noexcept { return connection_->stream().can_go_back(); }

bool foreign_channel::give_back(std::string octets) {
    return connection_->give_back(std::move(octets));
}

std::string foreign_channel::remote_address() const {
    auto const address = connection_->stream().address();
    return address ? address_text(*address) : std::string();
}

bool foreign_channel::secure() const noexcept { return connection_->stream().secure(); }

} // namespace socketiota::loop
