// SPDX-License-Identifier: MIT
#include <algorithm>

#include <cluster/awaited_servers.hpp>

namespace socketiota::cluster {

awaited_servers awaited_servers::named(std::vector<std::string> const& uids, bool may_be_more) {
    awaited_servers made;
    made.may_be_more_ = may_be_more;
    made.servers_.reserve(uids.size());
    for (std::string const& uid : uids)
        made.servers_.push_back({.uid = uid});
    return made;
}

awaited_servers awaited_servers::numbered(std::size_t most) {
    awaited_servers made;
    made.are_named_ = false;
    made.most_ = most;
    return made;
}

void awaited_servers::add(std::string const& uid) {
    if (are_named_ && may_be_more_ && find(uid) == nullptr)
        servers_.push_back({.uid = uid});
}

bool awaited_servers::remove(std::string_view uid) {
    if (!are_named_)
        return false; // nobody knows whether it was counted
    auto const found = std::find_if(servers_.begin(), servers_.end(),
                                    [uid](server const& each) { return each.uid == uid; });
    if (found == servers_.end())
        return false;
    bool const loses_answers = found->has_answered && !found->complete();
    answered_ -= found->has_answered ? 1U : 0U;
    incomplete_ -= loses_answers ? 1U : 0U;
    servers_.erase(found);
    return loses_answers;
}

bool awaited_servers::take_answer(std::string const& uid, std::size_t sockets) {
    if (!are_named_ && answered_ >= number_.value_or(most_))
        return false;
    server* const from = find_or_add(uid);
    // Several that do not say who they are share one entry.
    if (from == nullptr || (from->has_answered && !uid.empty()))
        return false;
    bool const was_incomplete = from->has_answered && !from->complete();
    from->has_answered = true;
    from->promised += std::min(sockets, static_cast<std::size_t>(-1) - from->promised);
    ++answered_;
    incomplete_ += (from->complete() ? 0U : 1U) - (was_incomplete ? 1U : 0U);
    return true;
}

bool awaited_servers::take_socket_answer(std::string const& uid) {
    server* const from = find_or_add(uid);
    if (from == nullptr)
        return false;
    // The servers that share an entry may not all have said how many will answer.
    bool const may_promise_more =
        !from->has_answered || (uid.empty() && answered_ < number_.value_or(most_));
    if (from->came >= from->promised && !may_promise_more)
        return false;
    bool const was_incomplete = from->has_answered && !from->complete();
    ++from->came;
    incomplete_ -= was_incomplete && from->complete() ? 1U : 0U;
    return true;
}

bool awaited_servers::complete() const noexcept {
    if (incomplete_ != 0)
        return false;
    return are_named_ ? !may_be_more_ && answered_ == servers_.size()
                      : number_ && answered_ >= *number_;
}

silent_servers awaited_servers::silent() const {
    silent_servers which;
    if (are_named_) {
        for (server const& each : servers_)
            if (!each.has_answered)
                which.ids.push_back(each.uid);
    } else if (number_ && *number_ > answered_) {
        which.unnamed = *number_ - answered_;
    }
    return which;
}

awaited_servers::server* awaited_servers::find(std::string_view uid) noexcept {
    for (server& each : servers_)
        if (each.uid == uid)
            return &each;
    return nullptr;
}

awaited_servers::server* awaited_servers::find_or_add(std::string const& uid) {
    server* const found = find(uid);
    if (found != nullptr || are_named_)
        return found;
    // One entry more than servers: a forged name must not take the place of all others.
    if (servers_.size() > std::min(number_.value_or(most_), most_))
        return nullptr;
    return &servers_.emplace_back(server{.uid = uid});
}

} // namespace socketiota::cluster
