// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <base/outgoing_pool.hpp>
#include <wire/engine_codec.hpp>

namespace socketiota::wire {
namespace {

/// Measures what a unit is on a WebSocket.
class measure final : public content_sink {
public:
    void text(std::string_view content) override { largest = std::max(largest, content.size()); }

    void binary(std::string_view content) override { largest = std::max(largest, content.size()); }

    std::size_t largest = 0;
};

/// Of each kind and around each size that changes the length of a head.
std::vector<base::outgoing_ptr> various_units(base::outgoing_pool& pool) {
    std::vector<base::outgoing_ptr> made;
    for (std::size_t const size : {0U, 1U, 2U, 3U, 7U, 8U, 9U, 97U, 98U, 99U, 998U, 999U, 1000U}) {
        std::string const octets(size, 'x');
        made.push_back(pool.make('4' + octets));
        made.push_back(pool.make_binary(octets));
        made.push_back(pool.make("451-[]", {bytes(octets), bytes(std::string_view("two"))}));
    }
    return made;
}

template <class Each>
void for_each_form(Each const& each) {
    for (auto const revision : {engine_revision::three, engine_revision::four})
        for (bool const base64 : {false, true})
            each(codec_of(revision), base64);
}

TEST(engine_codec, knows_the_size_of_a_payload) {
    base::outgoing_pool pool;
    auto const units = various_units(pool);
    for_each_form([&](engine_codec const& codec, bool base64) {
        for (auto const& each : units) {
            base::output_buffer payload;
            static_cast<void>(codec.write_payload({&each, 1}, base64, payload));
            EXPECT_EQ(codec.payload_size(*each, base64), payload.size());
        }
    });
}

TEST(engine_codec, knows_the_most_that_a_payload_of_several_takes) {
    base::outgoing_pool pool;
    auto const units = various_units(pool);
    for_each_form([&](engine_codec const& codec, bool base64) {
        for (std::size_t begin = 0; begin != units.size(); ++begin) {
            std::size_t most = 0;
            for (std::size_t end = begin + 1; end <= units.size(); ++end) {
                most += (most == 0 ? 0 : 1) + codec.payload_size(*units[end - 1], base64);
                base::output_buffer payload;
                static_cast<void>(codec.write_payload(std::span(units).subspan(begin, end - begin),
                                                      base64, payload));
                EXPECT_LE(payload.size(), most);
            }
        }
    });
}

TEST(engine_codec, counts_octets_of_text_that_is_not_ascii) {
    base::outgoing_pool pool;
    auto const unit = pool.make("4\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"); // 4 characters, 10 octets
    base::output_buffer payload;
    static_cast<void>(engine3_codec().write_payload({&unit, 1}, false, payload));
    EXPECT_EQ(payload.size(), 12);
    EXPECT_EQ(engine3_codec().payload_size(*unit, false), 13);
}

TEST(engine_codec, knows_the_largest_message_of_a_unit) {
    base::outgoing_pool pool;
    auto const units = various_units(pool);
    for_each_form([&](engine_codec const& codec, bool base64) {
        for (auto const& each : units) {
            measure found;
            if (auto const* const form = codec.frames(base64); form && each->binary()) {
                form->put(*each, found);
            } else {
                found.text(each->text());
                for (bytes const& attachment : each->attachments())
                    found.text(attachment.as_text());
            }
            EXPECT_EQ(codec.largest_message(*each, base64), found.largest);
        }
    });
}

} // namespace
} // namespace socketiota::wire
