// SPDX-License-Identifier: MIT
#pragma once

#include "fake_reader.hpp"
#include "fake_writer.hpp"

#include <socketiota/detail/invocation.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace socketiota::test {

/// Everything that one event led to, also after its invocation is gone.
struct outcome final : detail::answer_target {
    std::vector<nlohmann::json> answers; // each the array of an ack
    std::vector<detail::bad_argument> bad_arguments;
    std::vector<std::string> sentences; // of the bad arguments
    std::vector<std::string> exceptions;

    error_code answer(std::uint64_t, detail::argument_list const& results) override {
        error_code failure;
        auto values = written(results, &failure);
        if (!failure)
            answers.push_back(std::move(values));
        return failure;
    }

    void report(std::exception_ptr failure) override {
        try {
            std::rethrow_exception(std::move(failure));
        } catch (std::exception const& thrown) {
            exceptions.emplace_back(thrown.what());
        } catch (...) {
            exceptions.emplace_back("not a std::exception");
        }
    }
};

/// One event with the given arguments.
class fake_invocation final : public detail::invocation {
public:
    fake_invocation(std::shared_ptr<outcome> result, nlohmann::json arguments, bool wants_ack,
                    boost::asio::io_context* context = nullptr)
        : invocation(wants_ack),
          outcome_(std::move(result)),
          arguments_(std::move(arguments)),
          context_(context) {}

    [[nodiscard]] reader& arguments() override { return reader_.emplace(arguments_); }

    void spawn(boost::asio::awaitable<void> handler, detail::when_disconnected) override {
        boost::asio::co_spawn(*context_, std::move(handler), boost::asio::detached);
    }

private:
    error_code send_ack(detail::argument_list const& results) override {
        return outcome_->answer(0, results);
    }

    [[nodiscard]] detail::late_answer make_late_answer(bool wants_ack) override {
        return {outcome_, wants_ack ? std::optional<std::uint64_t>(0) : std::nullopt};
    }

    void on_bad_argument(detail::bad_argument const& problem) override {
        outcome_->sentences.emplace_back(problem.sentence);
        outcome_->bad_arguments.push_back(problem);
        outcome_->bad_arguments.back().sentence = {};
        outcome_->bad_arguments.back().path = {};
    }

    void on_exception(std::exception_ptr failure) override { outcome_->report(std::move(failure)); }

    std::shared_ptr<outcome> outcome_;
    nlohmann::json arguments_;
    boost::asio::io_context* context_;
    std::optional<fake_reader> reader_;
};

} // namespace socketiota::test
