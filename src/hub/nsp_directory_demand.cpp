// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <hub/nsp_core.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_part.hpp>

// Namespaces that are made on demand, and removed.

namespace socketiota::hub {

std::shared_ptr<nsp_core> nsp_directory::add_parent(std::optional<nsp_pattern> pattern,
                                                    detail::nsp_predicate predicate) {
    std::scoped_lock const inside(lock_);
    family made;
    made.parent.whole = std::make_shared<nsp_core>(weak_from_this(), shards_->size(),
                                                   "/_" + std::to_string(families_.size()));
    made.parent.parts.resize(shards_->size());
    for (std::size_t shard = 0; shard != shards_->size(); ++shard)
        add_part(made.parent, shard);
    auto asked =
        parents_ ? std::make_shared<nsp_parents>(*parents_) : std::make_shared<nsp_parents>();
    auto whole = made.parent.whole;
    asked->push_back({whole, std::move(pattern), std::move(predicate)});
    families_.push_back(std::move(made));
    parents_ = std::move(asked);
    return whole;
}

void nsp_directory::on_new(detail::callback<void(nsp const&)> function) {
    std::scoped_lock const inside(lock_);
    auto told = new_nsp_functions_ ? std::make_shared<functions>(*new_nsp_functions_)
                                   : std::make_shared<functions>();
    told->push_back(std::move(function));
    new_nsp_functions_ = std::move(told);
}

std::size_t nsp_directory::parent_by_pattern(std::string_view name) const {
    for (std::size_t index = 0; parents_ && index != parents_->size(); ++index)
        if (auto const& pattern = (*parents_)[index].pattern; pattern && pattern->matches(name))
            return index;
    return no_parent;
}

nsp_directory::outcome_of_making nsp_directory::make_for(maker client, nsp_parent const& parent,
                                                         std::string_view name, std::size_t shard) {
    std::scoped_lock const inside(lock_);
    auto const found = nsps_.find(name);
    if (found != nsps_.end()) // since this client has asked, whoever allowed it
        return {making::was_there, hold(found->second, shard)};
    if (client.by->count >= client.most)
        return {making::too_many_of_client, {}};
    if (made_ >= rules_.most_made)
        return {making::too_many_of_all, {}};
    auto const its =
        std::find_if(families_.begin(), families_.end(),
                     [&parent](family const& each) { return each.parent.whole == parent.whole; });
    entry& made =
        add(std::string(name), static_cast<std::size_t>(its - families_.begin()), client.by);
    made.by->count += 1;
    made_ += 1;
    return {making::made, hold(made, shard)};
}

void nsp_directory::tell_made(std::shared_ptr<nsp_core> const& whole) noexcept {
    std::shared_ptr<functions const> told;
    {
        std::scoped_lock const inside(lock_);
        told = new_nsp_functions_;
    }
    if (!told)
        return;
    for (auto const& function : *told) {
        try {
            function(whole->handle());
        } catch (...) {
            report(std::current_exception(), "a function of on_new_namespace failed: ");
        }
    }
    // The same way as what they have registered, and so behind it.
    try {
        shards_->on_each([weak = std::weak_ptr(whole)](std::size_t shard) {
            auto const self = weak.lock();
            if (auto const part = self ? self->part_at(shard) : nullptr)
                part->open();
        });
    } catch (...) {
        report(std::current_exception(), "a new namespace could not be opened on all shards: ");
    }
}

void nsp_directory::let_go(nsp_core const& whole) noexcept {
    {
        std::scoped_lock const inside(lock_);
        auto const found = nsps_.find(std::string_view(whole.name()));
        if (--found->second.users != 0 || !retire(found))
            return;
    }
    // Never at once: functions of its last socket may be running.
    for (std::size_t shard = 0; shard != shards_->size(); ++shard) {
        try {
            boost::asio::post((*shards_)[shard]->get_executor(), [weak = weak_from_this(), shard] {
                if (auto const self = weak.lock())
                    self->end_retired(shard);
            });
        } catch (...) {
            continue; // with the next one that is removed, or when the server ends
        }
    }
}

/// Takes it out, so that who asks for it next has it made again. False if there is no memory for
/// that: then the last one of those who join it next removes it.
bool nsp_directory::retire(entries::iterator which) noexcept {
    entry& leaving = which->second;
    try {
        if (retired_.size() == retired_.capacity())
            retired_.reserve(2 * retired_.size() + 8);
    } catch (...) {
        return false;
    }
    if (leaving.by) {
        leaving.by->count -= 1;
        made_ -= 1;
    }
    auto& siblings = families_[leaving.parent].children;
    if (leaving.place + 1 != siblings.size()) {
        siblings[leaving.place] = std::move(siblings.back());
        nsps_.find(std::string_view(siblings[leaving.place]->name()))->second.place = leaving.place;
    }
    siblings.pop_back();
    retired_.push_back(std::move(leaving));
    nsps_.erase(which);
    return true;
}

void nsp_directory::end_retired(std::size_t shard) noexcept {
    for (;;) {
        std::shared_ptr<nsp_part> next;
        {
            std::scoped_lock const inside(lock_);
            for (entry& each : retired_)
                if (!next)
                    next = std::move(each.parts[shard]);
            if (!next) {
                std::erase_if(retired_, [](entry const& each) {
                    return std::none_of(each.parts.begin(), each.parts.end(),
                                        [](auto const& part) { return part != nullptr; });
                });
                return;
            }
        }
        next->detach();
    }
}

std::vector<std::shared_ptr<nsp_core>> nsp_directory::children_of(nsp_core const& parent) const {
    std::scoped_lock const inside(lock_);
    for (family const& each : families_)
        if (each.parent.whole.get() == &parent)
            return each.children;
    return {};
}

void nsp_directory::report(std::exception_ptr failure, std::string_view what) const noexcept {
    try {
        if (rules_.on_failure)
            rules_.on_failure(std::move(failure), what);
    } catch (...) {
        return; // who hears of failures has failed itself, and has counted that
    }
}

} // namespace socketiota::hub
