// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <cluster/stream_line.hpp>
#include <cluster/stream_mover.hpp>
#include <cluster/stream_names.hpp>
#include <cluster/text_of_failure.hpp>

namespace socketiota::cluster {

stream_mover::stream_mover(redis::client& by, stream_options options, loop::shard& home)
    : redis_line_mover(by), home_(home), options_(std::move(options)) {
    for (std::string& each : all_streams(options_))
        readers_.push_back(std::make_unique<stream_reader>(
            by, home_, std::move(each), options_, static_cast<stream_reader::listener&>(*this)));
}

stream_reader const& stream_mover::reader_of(std::string_view nsp) const {
    std::string const name = stream_of(nsp, options_);
    return **std::ranges::find_if(readers_,
                                  [&name](auto const& each) { return each->name() == name; });
}

std::unique_ptr<line> stream_mover::open(std::string nsp, line_listener& hears) {
    stream_reader const& reader = reader_of(nsp);
    auto opened = std::make_unique<stream_line>(*this, reader, nsp, hears);
    lines_[std::move(nsp)] = opened.get();
    if (reader.has_begun())
        opened->begin();
    return opened;
}

void stream_mover::note_closed(std::string_view nsp, stream_line const& closed) noexcept {
    if (auto const at = lines_.find(nsp); at != lines_.end() && at->second == &closed)
        lines_.erase(at);
}

template <class Work>
void stream_mover::for_each_of(stream_reader const& reader, Work const& work) {
    std::vector<std::string> names; // of namespaces
    for (auto const& [nsp, each] : lines_)
        if (&each->reader() == &reader)
            names.push_back(nsp);
    for (std::string const& each : names)
        if (auto const at = lines_.find(each); at != lines_.end())
            work(*at->second);
}

void stream_mover::on_begun(stream_reader const& reader) {
    for_each_of(reader, [](stream_line& each) { each.begin(); });
}

void stream_mover::on_entry(stream_entry const& entry) {
    if (auto const at = lines_.find(entry.fields.nsp); at != lines_.end())
        at->second->on_entry(entry);
    else
        shared_counts()->elsewhere.add(1);
}

void stream_mover::on_failed_reading(stream_reader const& reader) {
    for_each_of(reader, [](stream_line& each) { each.on_failed_reading(); });
}

void stream_mover::on_lost_entries(stream_reader const& reader) {
    count_gap();
    on_failed_reading(reader);
    for_each_of(reader, [](stream_line& each) { each.on_gap(); });
    for_each_of(reader, [](stream_line& each) { each.on_lost_log(); });
}

void stream_mover::on_refusal(error_code why, std::string_view words) {
    if (why)
        tell_state("Redis refuses to have the stream read: " + text_of_failure(why, words), true);
    else
        tell_state("the stream is read again", false);
}

} // namespace socketiota::cluster
