// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstddef>
#include <exception>
#include <functional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <test_kit/carrier_stage.hpp>

namespace socketiota {

namespace {

using test_kit::carrier_stage;
using test_kit::carrier_user;
using heard = carrier_user::heard;

void reaches_all_others_and_not_oneself(carrier_stage& stage) {
    std::array<carrier_user*, 3> const all{&stage.add(), &stage.add(), &stage.add()};
    stage.settle();
    for (carrier_user* const from : all) {
        from->publish("/", "news of " + from->name());
        stage.settle();
        for (carrier_user* const each : all)
            stage.expect(*each, each == from
                                    ? std::vector<heard>{}
                                    : std::vector<heard>{{"/", "news of " + from->name()}});
    }
}

void reaches_the_one_that_is_addressed(carrier_stage& stage) {
    carrier_user& from = stage.add();
    carrier_user& to = stage.add();
    carrier_user& third = stage.add();
    stage.settle();
    from.send("/", to, "for you");
    stage.settle();
    stage.expect(from, {});
    stage.expect(to, {{"/", "for you"}});
    if (stage.tried().sends_to_one)
        stage.expect(third, {});
}

/// The numbers that `from` has published.
std::vector<std::size_t> numbers_of(carrier_user const& from, std::vector<heard> const& came) {
    std::string const begin = from.name() + ' ';
    std::vector<std::size_t> numbers;
    for (auto const& [nsp, octets] : came)
        if (octets.starts_with(begin))
            numbers.push_back(std::stoul(octets.substr(begin.size())));
    return numbers;
}

// A burst is more than a carrier may take at once: then some may be lost, if that is told.
void keeps_the_order_of_a_sender(carrier_stage& stage) {
    std::array<carrier_user*, 3> const all{&stage.add(), &stage.add(), &stage.add()};
    stage.settle();
    constexpr std::size_t burst = 300;
    stage.at_once([&] {
        for (std::size_t number = 0; number < burst; ++number)
            for (carrier_user* const from : {all[0], all[1]})
                from->publish("/", from->name() + ' ' + std::to_string(number));
    });
    stage.settle();
    for (carrier_user* const to : all) {
        auto const came = to->take();
        for (carrier_user* const from : {all[0], all[1]}) {
            if (to == from)
                continue;
            std::vector<std::size_t> const numbers = numbers_of(*from, came);
            if (std::ranges::adjacent_find(numbers, std::ranges::greater{}) != numbers.end())
                throw std::runtime_error("messages come in another order than they were published");
            if (std::ranges::adjacent_find(numbers) != numbers.end())
                throw std::runtime_error("a message comes twice");
            bool const is_told = to->gaps() + from->gaps() != 0;
            if (numbers.size() < burst && !is_told)
                throw std::runtime_error(std::to_string(burst - numbers.size()) + " of " +
                                         std::to_string(burst) +
                                         " messages are lost, and nobody is told of a gap");
        }
    }
}

void changes_no_octet(carrier_stage& stage) {
    carrier_user& from = stage.add();
    carrier_user& to = stage.add();
    stage.settle();
    std::string every;
    for (int octet = 0; octet < 256; ++octet)
        every.push_back(static_cast<char>(octet));
    std::string large;
    while (large.size() < stage.tried().largest_message)
        large.append(every, 0, stage.tried().largest_message - large.size());
    for (std::string const& octets :
         {std::string(), std::string(1, '\0'), every, every + every, std::string("\r\n"), large}) {
        from.publish("/", octets);
        stage.settle();
        stage.expect(to, {{"/", octets}});
    }
}

// Names that begin alike, that brokers have a meaning for, and longer than some of them allow.
void keeps_namespaces_apart(carrier_stage& stage) {
    carrier_user& from = stage.add("/meeting");
    carrier_user& to = stage.add("/meeting");
    stage.settle("/meeting");
    std::vector<std::string> const names{"/",
                                         "/a",
                                         "/A",
                                         "/a/b",
                                         "/a.b",
                                         "/a*",
                                         "/a.*",
                                         "/>",
                                         "/a b",
                                         "/a'\";",
                                         "/?",
                                         "/\xc3\xa4",
                                         "/a#",
                                         "/" + std::string(199, 'a'),
                                         "/" + std::string(199, 'a') + 'b'};
    for (std::string const& nsp : names)
        from.open(nsp);
    for (std::string const& nsp : names) {
        to.open(nsp);
        stage.settle(nsp);
        for (std::string const& other : names) {
            from.publish(other, "in " + other);
            stage.settle("/meeting"); // not all at once
        }
        stage.settle(nsp);
        stage.expect(to, {{nsp, "in " + nsp}});
        to.close(nsp);
    }
}

void opens_and_closes_namespaces(carrier_stage& stage) {
    carrier_user& from = stage.add();
    carrier_user& to = stage.add();
    stage.settle();
    from.open("/news");
    from.publish("/news", "before");
    stage.settle();
    to.open("/news");
    stage.settle("/news");
    from.publish("/news", "while it is open");
    stage.settle("/news");
    // It goes and comes back: the new one is there before the old one is closed.
    to.open("/news", "00000000000000fe");
    to.close("/news");
    stage.settle("/news");
    from.publish("/news", "of the next");
    stage.settle("/news");
    stage.expect(to, {{"/news", "while it is open"}, {"/news", "of the next"}});
    to.close("/news", "00000000000000fe");
    stage.settle(); // whatever was on its way
    from.publish("/news", "once it is closed");
    stage.settle();
    stage.expect(to, {});
    to.open("/news");
    stage.settle("/news");
    from.publish("/news", "once it is open again");
    stage.settle("/news");
    stage.expect(to, {{"/news", "once it is open again"}});
    stage.expect(from, {});
}

void lets_servers_come_and_go(carrier_stage& stage) {
    carrier_user& first = stage.add();
    carrier_user& second = stage.add();
    stage.settle();
    carrier_user& third = stage.add();
    stage.settle();
    stage.stop(second);
    second.forget();
    first.publish("/", "of two");
    stage.settle();
    stage.expect(third, {{"/", "of two"}});
    carrier_user& fourth = stage.add();
    stage.settle();
    first.publish("/", "of three");
    stage.settle();
    stage.expect(third, {{"/", "of three"}});
    stage.expect(fourth, {{"/", "of three"}});
}

void tells_of_a_gap(carrier_stage& stage) {
    if (!stage.tried().cut)
        return;
    std::array<carrier_user*, 3> const all{&stage.add(), &stage.add(), &stage.add()};
    stage.settle();
    stage.at_once([&] {
        stage.tried().cut();
        for (carrier_user* const from : all)
            from->publish("/", "perhaps lost");
    });
    stage.settle();
    for (carrier_user* const each : all)
        if (each->gaps() == 0)
            throw std::runtime_error("server " + each->name() +
                                     " is not told of a gap after its connection was cut");
}

void says_nothing_after_stop(carrier_stage& stage) {
    carrier_user& leaving = stage.add();
    carrier_user& from = stage.add();
    stage.add();
    stage.settle();
    stage.at_once([&] {
        from.publish("/", "on its way while the other stops");
        stage.stop(leaving);
    });
    stage.settle();
    stage.expect(leaving, {});
    // Nothing of it is left that could use what is gone.
    leaving.forget();
    from.publish("/", "on its way when the other is gone");
    stage.settle();
    stage.expect(leaving, {});
}

void may_be_stopped_inside_of_a_message(carrier_stage& stage) {
    carrier_user& leaving = stage.add();
    carrier_user& from = stage.add();
    carrier_user& third = stage.add();
    stage.settle();
    leaving.on_next([&] { stage.stop(leaving); });
    stage.at_once([&] {
        from.publish("/", "1");
        from.publish("/", "2");
    });
    stage.run_until([&] { return leaving.has_stopped(); }, "a message does not come");
    stage.settle();
    stage.expect(leaving, {{"/", "1"}});
    stage.expect(third, {{"/", "1"}, {"/", "2"}});
}

// What a handler of a server does: an answer to what it hears.
void may_publish_inside_of_a_message(carrier_stage& stage) {
    carrier_user& asking = stage.add();
    carrier_user& answering = stage.add();
    stage.settle();
    answering.on_next([&] {
        answering.publish("/", "1");
        answering.publish("/", "2");
    });
    asking.publish("/", "count");
    stage.settle();
    stage.expect(asking, {{"/", "1"}, {"/", "2"}});
    stage.expect(answering, {{"/", "count"}});
}

constexpr std::array checks{
    carrier_check("reaches_all_others_and_not_oneself", reaches_all_others_and_not_oneself),
    carrier_check("reaches_the_one_that_is_addressed", reaches_the_one_that_is_addressed),
    carrier_check("keeps_the_order_of_a_sender", keeps_the_order_of_a_sender),
    carrier_check("changes_no_octet", changes_no_octet),
    carrier_check("keeps_namespaces_apart", keeps_namespaces_apart),
    carrier_check("opens_and_closes_namespaces", opens_and_closes_namespaces),
    carrier_check("lets_servers_come_and_go", lets_servers_come_and_go),
    carrier_check("tells_of_a_gap", tells_of_a_gap),
    carrier_check("says_nothing_after_stop", says_nothing_after_stop),
    carrier_check("may_be_stopped_inside_of_a_message", may_be_stopped_inside_of_a_message),
    carrier_check("may_publish_inside_of_a_message", may_publish_inside_of_a_message),
};

} // namespace

std::string carrier_check::run(carriers_under_test const& tried) const {
    try {
        carrier_stage stage(tried);
        check_(stage);
        stage.expect_no_fault();
        return {};
    } catch (std::exception const& thrown) {
        return thrown.what();
    } catch (...) {
        return "something is thrown that is no exception";
    }
}

std::span<carrier_check const> carrier_checks() noexcept { return checks; }

} // namespace socketiota
