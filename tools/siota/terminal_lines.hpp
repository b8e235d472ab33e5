// SPDX-License-Identifier: MIT
#pragma once

#include "input_wait.hpp"
#include "lines.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace siota {

/// Lines that somebody types in a terminal, with history and completion, by libedit.
///
/// Ctrl-C takes back what was typed, or stops if that is nothing.
class terminal_lines final : public lines {
public:
    /// All that may stand in place of the last word of what was typed.
    using candidates = std::function<std::vector<std::string>(std::string_view typed)>;

    terminal_lines(boost::asio::io_context& context, candidates complete);
    terminal_lines(terminal_lines const&) = delete;
    terminal_lines& operator=(terminal_lines const&) = delete;
    ~terminal_lines() override;

    [[nodiscard]] std::optional<std::string> read() override;
    void print(std::string_view text) override;
    void tell(std::string_view text) override;
    void set_prompt(std::string prompt) override;
    void stop() override;

private:
    struct editor;

    void hear_signals();
    void clear();
    void redraw();
    [[nodiscard]] int next_character(wchar_t& into);
    void complete();

    input_wait wait_;
    boost::asio::signal_set signals_;
    candidates candidates_;
    std::string prompt_ = "> ";
    std::unique_ptr<editor> editor_;
    bool is_reading_ = false;
    bool is_interrupted_ = false;
};

} // namespace siota
