// SPDX-License-Identifier: MIT
#include "terminal_lines.hpp"

#include "history_file.hpp"
#include "readable_text.hpp"

#include <socketiota/error.hpp>

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <clocale>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <histedit.h>
#include <unistd.h>

namespace siota {
namespace {

constexpr int kept_lines = 1000;
constexpr char kill_line = '\x15'; // Ctrl-U

void use_utf8() {
    std::setlocale(LC_CTYPE, "");
    if (MB_CUR_MAX == 1)
        std::setlocale(LC_CTYPE, "C.UTF-8");
}

/// What all of them begin with.
std::string common_beginning(std::vector<std::string> const& all) {
    std::string common = all.front();
    for (std::string const& each : all)
        common.resize(
            static_cast<std::size_t>(std::ranges::mismatch(common, each).in1 - common.begin()));
    return common;
}

} // namespace

/// What libedit has. Its functions get here by its client data.
struct terminal_lines::editor {
    explicit editor(terminal_lines& owner)
        : lines(::el_init("siota", stdin, stdout, stderr)), past(::history_init()) {
        if (!lines || !past)
            throw std::runtime_error("there is no line editor for this terminal");
        ::HistEvent event{};
        ::history(past.get(), &event, H_SETSIZE, kept_lines);
        ::history(past.get(), &event, H_SETUNIQUE, 1);
        if (!file.empty())
            ::history(past.get(), &event, H_LOAD, file.c_str());
        ::el_set(lines.get(), EL_CLIENTDATA, &owner);
        ::el_set(lines.get(), EL_EDITOR, "emacs");
        ::el_set(lines.get(), EL_HIST, ::history, past.get());
        ::el_set(lines.get(), EL_PROMPT, &prompt);
        ::el_set(lines.get(), EL_GETCFN, &next_character);
        // The wide one: it keeps these as they are, where the other keeps copies for ever.
        ::el_wset(lines.get(), EL_ADDFN, L"siota-complete", L"Completes a word", &complete);
        ::el_set(lines.get(), EL_BIND, "^I", "siota-complete", nullptr);
        ::el_set(lines.get(), EL_BIND, "^R", "em-inc-search-prev", nullptr);
        ::el_set(lines.get(), EL_BIND, "^U", "em-kill-line", nullptr);
    }

    static terminal_lines& owner_of(::EditLine* from) {
        void* owner = nullptr;
        ::el_get(from, EL_CLIENTDATA, &owner);
        return *static_cast<terminal_lines*>(owner);
    }

    static char* prompt(::EditLine* from) { return owner_of(from).prompt_.data(); }

    static int next_character(::EditLine* from, wchar_t* into) {
        return owner_of(from).next_character(*into);
    }

    static unsigned char complete(::EditLine* from, int) {
        owner_of(from).complete();
        return CC_REFRESH;
    }

    /// What stands in front of the cursor.
    [[nodiscard]] std::string_view typed() const {
        ::LineInfo const* const line = ::el_line(lines.get());
        return {line->buffer, static_cast<std::size_t>(line->cursor - line->buffer)};
    }

    void keep(std::string const& line) const {
        ::HistEvent event{};
        ::history(past.get(), &event, H_ENTER, line.c_str());
        if (!file.empty())
            ::history(past.get(), &event, H_SAVE, file.c_str()); // for its owner alone
    }

    struct closer {
        void operator()(::EditLine* which) const noexcept { ::el_end(which); }

        void operator()(::History* which) const noexcept { ::history_end(which); }
    };

    std::string file = history_file();
    std::unique_ptr<::EditLine, closer> lines;
    std::unique_ptr<::History, closer> past;
};

terminal_lines::terminal_lines(boost::asio::io_context& context, candidates complete)
    : wait_(context),
      signals_(context, SIGINT, SIGTERM, SIGWINCH),
      candidates_(std::move(complete)) {
    use_utf8();
    editor_ = std::make_unique<editor>(*this);
    hear_signals();
}

terminal_lines::~terminal_lines() = default;

void terminal_lines::hear_signals() {
    signals_.async_wait([this](socketiota::error_code failed, int which) {
        if (failed)
            return;
        hear_signals();
        if (which == SIGWINCH)
            return ::el_resize(editor_->lines.get());
        if (which == SIGTERM || !is_reading_ || editor_->typed().empty())
            return stop();
        is_interrupted_ = true;
        wait_.interrupt();
    });
}

std::optional<std::string> terminal_lines::read() {
    int size = 0;
    is_reading_ = true;
    char const* const line = ::el_gets(editor_->lines.get(), &size);
    is_reading_ = false;
    if (line == nullptr || size <= 0) {
        std::fputs("\n", stdout);
        std::fflush(stdout);
        return std::nullopt;
    }
    std::string read(line, static_cast<std::size_t>(size));
    read.resize(read.find_last_not_of("\r\n") + 1);
    if (!read.empty())
        editor_->keep(read);
    return read;
}

int terminal_lines::next_character(wchar_t& into) {
    std::mbstate_t state{};
    for (;;) {
        if (!wait_())
            return 0;
        if (std::exchange(is_interrupted_, false)) {
            into = kill_line;
            return 1;
        }
        char octet = 0;
        if (::read(STDIN_FILENO, &octet, 1) <= 0)
            return 0;
        switch (std::mbrtowc(&into, &octet, 1, &state)) {
        case static_cast<std::size_t>(-1):
            state = {}; // what is no character is left out
            break;
        case static_cast<std::size_t>(-2):
            break; // more of it comes
        default:
            return 1;
        }
    }
}

/// Takes what is being typed from the screen, however many lines it has there.
void terminal_lines::clear() {
    if (!is_reading_)
        return;
    std::size_t const columns = std::max<std::size_t>(style_of_output().width, 1);
    // Octets of UTF-8 that begin a character; wide ones are taken for narrow.
    auto const is_first = [](char octet) {
        return (static_cast<unsigned char>(octet) & 0xc0U) != 0x80;
    };
    auto const before = prompt_.size() +
                        static_cast<std::size_t>(std::ranges::count_if(editor_->typed(), is_first));
    if (before >= columns)
        std::fprintf(stdout, "\x1b[%zuA", before / columns);
    std::fputs("\r\x1b[J", stdout);
}

void terminal_lines::redraw() {
    if (is_reading_)
        ::el_set(editor_->lines.get(), EL_REFRESH);
    std::fflush(stdout);
}

void terminal_lines::print(std::string_view text) {
    clear();
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fputs("\n", stdout);
    redraw();
}

void terminal_lines::tell(std::string_view text) {
    bool const colour = style_of_output().colour;
    print((colour ? "\x1b[2m-- " : "-- ") + std::string(text) + (colour ? "\x1b[0m" : ""));
}

void terminal_lines::set_prompt(std::string prompt) {
    clear();
    prompt_ = std::move(prompt);
    redraw();
}

void terminal_lines::stop() {
    signals_.cancel();
    wait_.stop();
}

void terminal_lines::complete() {
    std::string const typed(editor_->typed());
    std::string_view const word = std::string_view(typed).substr(typed.find_last_of(' ') + 1);
    std::vector<std::string> found = candidates_(typed);
    std::erase_if(found, [word](std::string const& each) { return !each.starts_with(word); });
    if (found.empty())
        return;
    std::string more = common_beginning(found).substr(word.size());
    if (found.size() == 1)
        more += ' ';
    if (!more.empty()) {
        ::el_insertstr(editor_->lines.get(), more.c_str());
        return;
    }
    std::string list;
    for (std::string const& each : found)
        list += (list.empty() ? "" : "  ") + each;
    print(list);
}

} // namespace siota
