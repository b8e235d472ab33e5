// SPDX-License-Identifier: MIT
// The first octet chooses the size of the pieces, the rest is what arrives on one connection.
// However it is cut, the same requests come out; and what we accept, Boost.Beast accepts and
// understands in the same way.
#include "../fuzz_check.hpp"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/string_body.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <wire/body_reader.hpp>
#include <wire/request_parser.hpp>
#include <wire/target.hpp>

namespace {

using namespace socketiota;
namespace http = boost::beast::http;

constexpr wire::request_limits limits{
    .max_head_size = 2000, .max_target_size = 300, .max_header_count = 30};
constexpr std::uint64_t max_body_size = 1000;

struct request {
    std::string method;
    std::string target;
    std::vector<std::pair<std::string, std::string>> headers;
    unsigned minor_version = 1;
    bool keep_alive = true;
    std::string body{};

    friend bool operator==(request const&, request const&) = default;
};

struct conversation {
    std::vector<request> requests;
    /// The status that ended it, 0 if it is waiting for more.
    int status = 0;
    /// Where the first request ends, if it is complete.
    std::optional<std::size_t> first_size{};

    friend bool operator==(conversation const&, conversation const&) = default;
};

// A connection as a server keeps one: it stashes what is incomplete and gives the parser the whole.
class connection {
public:
    // Takes a piece; false once the connection is to be closed.
    bool feed(std::string_view piece) {
        held_ += piece;
        for (;;) {
            if (!body_ && !read_head())
                return result_.status == 0;
            if (!read_body())
                return result_.status == 0;
        }
    }

    conversation result() && { return std::move(result_); }

private:
    // A copy of exact size, so that a sanitizer sees a read beyond it.
    std::string_view copy() {
        copy_.assign(held_.begin(), held_.end());
        return {copy_.data(), copy_.size()};
    }

    bool read_head() {
        auto const parsed = parser_.parse(copy(), *head_);
        if (parsed.type == wire::request_result::kind::need_more)
            return false;
        if (parsed.type == wire::request_result::kind::error) {
            fuzz_check(parsed.status >= 400 && !parsed.sentence.empty());
            result_.status = parsed.status;
            return false;
        }
        fuzz_check(parsed.head_size <= held_.size() && parsed.head_size <= limits.max_head_size);
        current_ = {std::string(head_->method),
                    std::string(head_->target),
                    {},
                    head_->minor_version,
                    head_->keep_alive};
        for (auto const& field : head_->headers())
            current_.headers.emplace_back(field.name, field.value);
        auto const parts = wire::split_target(head_->target);
        fuzz_check(parts.path.size() + parts.query.size() <= head_->target.size() + 1);
        body_.emplace(*head_, max_body_size);
        take(parsed.head_size);
        return true;
    }

    bool read_body() {
        std::string_view input = copy();
        for (;;) {
            auto const event = body_->next(input);
            switch (event.type) {
            case wire::body_event::kind::data:
                fuzz_check(!event.data.empty());
                current_.body += event.data;
                fuzz_check(current_.body.size() <= max_body_size);
                continue;
            case wire::body_event::kind::need_more:
                fuzz_check(input.empty());
                take(held_.size());
                return false;
            case wire::body_event::kind::complete:
                take(held_.size() - input.size());
                result_.requests.push_back(std::move(current_));
                if (!result_.first_size)
                    result_.first_size = taken_;
                body_.reset();
                return true;
            case wire::body_event::kind::error:
                fuzz_check(event.status >= 400 && !event.sentence.empty());
                result_.status = event.status;
                return false;
            }
        }
    }

    void take(std::size_t count) {
        held_.erase(0, count);
        taken_ += count;
    }

    wire::request_parser parser_{limits};
    std::unique_ptr<wire::request_head> head_ = std::make_unique<wire::request_head>();
    std::optional<wire::body_reader> body_;
    std::string held_;
    std::vector<char> copy_;
    std::size_t taken_ = 0;
    request current_;
    conversation result_;
};

conversation converse(std::string_view octets, std::size_t piece_size) {
    connection peer;
    bool is_open = true;
    for (std::size_t from = 0; from < octets.size() && is_open; from += piece_size)
        is_open = peer.feed(octets.substr(from, piece_size));
    // An error behind the first piece of a head may wait for a line feed that is out of place.
    if (is_open)
        peer.feed("\n\n");
    return std::move(peer).result();
}

// Beast does not skip empty lines before a request.
std::string_view without_empty_lines(std::string_view octets) {
    while (octets.starts_with("\r\n"))
        octets.remove_prefix(2);
    return octets;
}

using beast_parser = http::request_parser<http::string_body>;

void compare_heads(beast_parser& parser, request const& ours) {
    auto const& theirs = parser.get();
    fuzz_check(theirs.method_string() == ours.method);
    fuzz_check(theirs.target() == ours.target);
    fuzz_check(theirs.version() == 10U + ours.minor_version);
    // In HTTP/1.0 Beast lets keep-alive win over close; RFC 9112 9.3 the other way round.
    if (ours.minor_version == 1)
        fuzz_check(parser.keep_alive() == ours.keep_alive);
    std::size_t count = 0;
    for (auto const& field : theirs) {
        ++count;
        // Beast keeps fields of one name together, so that only their order can be compared.
        std::vector<std::string> values;
        for (auto const& [name, value] : ours.headers)
            if (boost::beast::iequals(name, field.name_string()))
                values.push_back(value);
        auto const [first, last] = theirs.equal_range(field.name_string());
        std::vector<std::string> their_values;
        for (auto it = first; it != last; ++it)
            their_values.emplace_back(it->value());
        fuzz_check(values == their_values);
    }
    fuzz_check(count == ours.headers.size());
}

// Whether a Connection header has a member that is no token, such as `keep-alive;timeout=5`: that
// means nothing to us, and Beast refuses the request.
bool has_odd_connection(request const& ours) {
    return std::any_of(ours.headers.begin(), ours.headers.end(), [](auto const& field) {
        return boost::beast::iequals(field.first, "connection") &&
               !boost::beast::http::validate_list(boost::beast::http::opt_token_list(field.second));
    });
}

// What Beast makes of the octets of one request that we have accepted.
void compare_with_beast(std::string_view octets, request const& ours) {
    if (has_odd_connection(ours))
        return;
    beast_parser parser;
    parser.header_limit(std::numeric_limits<std::uint32_t>::max());
    parser.body_limit(boost::none);
    octets = without_empty_lines(octets);
    auto const put = [&] {
        boost::system::error_code error;
        octets.remove_prefix(parser.put(boost::asio::buffer(octets.data(), octets.size()), error));
        fuzz_check(!error);
    };
    while (!parser.is_header_done())
        put();
    // Before the body: Beast adds trailers to the headers, which we throw away.
    compare_heads(parser, ours);
    parser.eager(true);
    while (!parser.is_done())
        put();
    fuzz_check(octets.empty());
    fuzz_check(parser.get().body() == ours.body);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
    if (size < 1)
        return 0;
    std::size_t const piece_size = std::size_t{data[0]} + 1;
    std::string_view const octets(reinterpret_cast<char const*>(data) + 1, size - 1);
    auto const whole = converse(octets, octets.size() + 1);
    fuzz_check(converse(octets, piece_size) == whole);
    if (whole.first_size && *whole.first_size <= octets.size())
        compare_with_beast(octets.substr(0, *whole.first_size), whole.requests.front());
    return 0;
}
