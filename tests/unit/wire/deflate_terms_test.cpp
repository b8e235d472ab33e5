// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include <string>

#include <wire/deflate_terms.hpp>

namespace socketiota::wire {
namespace {

constexpr deflate_terms takeover{false, false};

/// What the server answers, `none`, or `malformed`.
std::string answer(std::string_view offers, deflate_terms const& wanted = {}) {
    auto const parsed = parse_extension_offers(offers);
    if (!parsed)
        return "no offers";
    auto const choice = choose_deflate(*parsed, wanted);
    if (choice.malformed)
        return "malformed";
    return choice.terms ? deflate_answer(*choice.terms) : "none";
}

TEST(deflate_terms, keep_no_context_unless_told) {
    EXPECT_EQ(answer("permessage-deflate"),
              "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    EXPECT_EQ(answer("permessage-deflate; client_max_window_bits"),
              "permessage-deflate; server_no_context_takeover; client_no_context_takeover");
    EXPECT_EQ(answer("permessage-deflate", takeover), "permessage-deflate");
    EXPECT_EQ(answer("permessage-deflate; client_no_context_takeover", takeover),
              "permessage-deflate; client_no_context_takeover");
    EXPECT_EQ(answer("permessage-deflate; server_no_context_takeover", takeover),
              "permessage-deflate; server_no_context_takeover");
}

TEST(deflate_terms, take_the_smaller_window) {
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=10", takeover),
              "permessage-deflate; server_max_window_bits=10");
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=15", takeover),
              "permessage-deflate");
    EXPECT_EQ(answer("permessage-deflate; client_max_window_bits=8", takeover),
              "permessage-deflate; client_max_window_bits=8");
    EXPECT_EQ(answer("permessage-deflate; client_max_window_bits; server_max_window_bits=\"12\"",
                     {false, false, 11, 9}),
              "permessage-deflate; server_max_window_bits=11; client_max_window_bits=9");
    EXPECT_EQ(answer("permessage-deflate; client_max_window_bits=12", {false, false, 15, 13}),
              "permessage-deflate; client_max_window_bits=12");
}

TEST(deflate_terms, pass_over_what_cannot_be_done) {
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=8"), "none");
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=8, permessage-deflate", takeover),
              "permessage-deflate");
    EXPECT_EQ(answer("permessage-deflate", {true, true, 15, 14}), "none")
        << "a client that names no window cannot be told one";
    EXPECT_EQ(answer("permessage-deflate; server_max_window_bits=9, permessage-deflate", takeover),
              "permessage-deflate; server_max_window_bits=9")
        << "the first counts";
}

TEST(deflate_terms, do_not_know_other_extensions) {
    EXPECT_EQ(answer("x-webkit-deflate-frame, permessage-bzip2; server_max_window_bits=7"), "none");
    EXPECT_EQ(answer("x-other; a=b, permessage-deflate", takeover), "permessage-deflate");
}

TEST(deflate_terms, refuse_parameters_that_cannot_be) {
    for (char const* wrong :
         {"server_max_window_bits", "server_max_window_bits=7", "server_max_window_bits=16",
          "server_max_window_bits=010", "server_max_window_bits=1e1", "server_max_window_bits=-9",
          "client_max_window_bits=7", "client_max_window_bits=16", "client_max_window_bits=99",
          "client_max_window_bits=x", "server_no_context_takeover=true",
          "client_no_context_takeover=1", "unknown", "Server_no_context_takeover",
          "server_no_context_takeover; server_no_context_takeover",
          "client_max_window_bits; client_max_window_bits=10"}) {
        EXPECT_EQ(answer(std::string("permessage-deflate; ") + wrong), "malformed") << wrong;
        EXPECT_EQ(answer(std::string("permessage-deflate, permessage-deflate; ") + wrong),
                  "malformed")
            << wrong;
    }
}

TEST(deflate_terms, are_offered_by_a_client) {
    EXPECT_EQ(deflate_offer(takeover), "permessage-deflate; client_max_window_bits");
    EXPECT_EQ(deflate_offer({true, true, 12, 8}),
              "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
              "server_max_window_bits=12; client_max_window_bits=9");
}

TEST(deflate_terms, hold_as_a_server_has_answered) {
    EXPECT_EQ(accept_deflate("permessage-deflate", takeover), takeover);
    EXPECT_EQ(accept_deflate("permessage-deflate; client_no_context_takeover", takeover),
              (deflate_terms{false, true}));
    EXPECT_EQ(accept_deflate("permessage-deflate; server_no_context_takeover; "
                             "server_max_window_bits=10; client_max_window_bits=11",
                             {true, false, 12, 15}),
              (deflate_terms{true, false, 10, 11}));
}

TEST(deflate_terms, fail_where_a_server_answers_what_was_not_offered) {
    deflate_terms const wanted{true, false, 12, 15};
    for (char const* wrong :
         {"", "permessage-bzip2", "permessage-deflate, permessage-deflate",
          "permessage-deflate; server_max_window_bits=12",
          "permessage-deflate; server_no_context_takeover",
          "permessage-deflate; server_no_context_takeover; server_max_window_bits=13",
          "permessage-deflate; server_no_context_takeover; server_max_window_bits=0",
          "permessage-deflate; server_no_context_takeover; server_max_window_bits=7",
          "permessage-deflate; server_no_context_takeover; server_max_window_bits=16",
          "permessage-deflate; server_no_context_takeover; server_max_window_bits=99",
          "permessage-deflate; server_no_context_takeover; server_max_window_bits=10; "
          "client_max_window_bits",
          "permessage-deflate; server_no_context_takeover; server_max_window_bits=10; "
          "client_max_window_bits=8"})
        EXPECT_EQ(accept_deflate(wrong, wanted), std::nullopt) << wrong;
}

} // namespace
} // namespace socketiota::wire
