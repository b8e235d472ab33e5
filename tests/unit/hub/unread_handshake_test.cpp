// SPDX-License-Identifier: MIT
#include <socketiota/handshake.hpp>
#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <new>
#include <string_view>
#include <utility>

#include <hub/unread_handshake.hpp>
#include <value/value_reader.hpp>

namespace socketiota::test {
namespace {

struct readings {
    int all = 0;
    int that_fail = 0; // the first of them, for want of memory
};

class described final : public adapter::unread_value {
public:
    described(readings& counted, value said) : counted_(counted), said_(std::move(said)) {}

    void read(detail::callback<void(reader&)> const& by) const override {
        if (++counted_.all <= counted_.that_fail)
            throw std::bad_alloc();
        value_reader from(said_);
        by(from);
    }

private:
    readings& counted_;
    value said_;
};

class nonsense final : public adapter::unread_value {
    void read(detail::callback<void(reader&)> const&) const override {}
};

value example() { return value::parse(R"({"url":"/?a=1","address":"::1"})").value(); }

TEST(unread_handshake, is_read_when_it_is_asked_for_and_only_then) {
    readings counted;
    hub::unread_handshake unread(std::make_unique<described>(counted, example()));
    EXPECT_EQ(counted.all, 0);
    EXPECT_EQ(unread.read().address(), "::1");
    EXPECT_EQ(unread.read().query("a"), "1");
    EXPECT_EQ(counted.all, 1);
}

TEST(unread_handshake, is_empty_where_it_is_not_valid) {
    hub::unread_handshake unread(std::make_unique<nonsense>());
    EXPECT_EQ(unread.read().url(), "");
    EXPECT_TRUE(unread.read().headers().empty());
    EXPECT_EQ(unread.read().auth_text(), "{}");
}

TEST(unread_handshake, can_be_asked_again_when_there_was_no_memory) {
    readings counted{.that_fail = 1};
    hub::unread_handshake unread(std::make_unique<described>(counted, example()));
    EXPECT_THROW(static_cast<void>(unread.read()), std::bad_alloc);
    EXPECT_EQ(unread.read().address(), "::1");
}

} // namespace
} // namespace socketiota::test
