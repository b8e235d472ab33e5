// SPDX-License-Identifier: MIT
#pragma once

#include "input_wait.hpp"
#include "lines.hpp"

#include <boost/asio/io_context.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace siota {

/// Lines of a program or a file. What is printed goes to standard output, what is told to standard
/// error.
class piped_lines final : public lines {
public:
    explicit piped_lines(boost::asio::io_context& context) : wait_(context) {}

    [[nodiscard]] std::optional<std::string> read() override;
    void print(std::string_view text) override;
    void tell(std::string_view text) override;

    void set_prompt(std::string) override {}

    void stop() override { wait_.stop(); }

private:
    input_wait wait_;
    std::string unread_{};
    bool has_ended_ = false;
};

} // namespace siota
