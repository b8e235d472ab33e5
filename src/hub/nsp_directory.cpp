// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <base/random.hpp>
#include <hub/nsp_core.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_part.hpp>

namespace socketiota::hub {

std::shared_ptr<nsp_directory> nsp_directory::of(std::shared_ptr<loop::shard_set const> shards,
                                                 std::shared_ptr<loop::mailboxes> mailboxes,
                                                 nsp_rules rules) {
    std::shared_ptr<nsp_directory> made(
        new nsp_directory(std::move(shards), std::move(mailboxes), std::move(rules)));
    made->root_ = made->add("/").whole;
    return made;
}

nsp_directory::nsp_directory(std::shared_ptr<loop::shard_set const> shards,
                             std::shared_ptr<loop::mailboxes> mailboxes, nsp_rules rules)
    : shards_(std::move(shards)),
      mailboxes_(std::move(mailboxes)),
      rules_(std::move(rules)),
      offset_mark_(rules_.keeps_sessions ? base::random_text(6) : std::string()),
      around_(shards_->size()) {}

nsp_directory::~nsp_directory() = default;

void nsp_directory::enter(surroundings& around) {
    std::scoped_lock const inside(lock_);
    around_[around.index] = &around;
    for_each_entry([&](entry& each) {
        add_part(each, around.index);
        return true;
    });
}

/// Parents first, until `each` says that it has seen enough.
template <class Each>
void nsp_directory::for_each_entry(Each const& each) {
    for (family& every : families_)
        if (!each(every.parent))
            return;
    for (auto& [name, every] : nsps_)
        if (!each(every))
            return;
    for (entry& every : retired_)
        if (!each(every))
            return;
}

// In pieces, because there may be no memory, and not under the lock: functions of programs may be
// called, and destroyed, which may call this.
template <class Take, class Work>
void nsp_directory::in_pieces(Take const& take, Work const& work) noexcept {
    std::array<std::shared_ptr<nsp_part>, 64> taken;
    for (;;) {
        std::size_t count = 0;
        {
            std::scoped_lock const inside(lock_);
            for_each_entry([&](entry& each) {
                taken[count] = take(each);
                count += taken[count] ? 1U : 0U;
                return count != taken.size();
            });
        }
        if (count == 0)
            return;
        for (auto& each : taken)
            if (auto const now = std::move(each))
                work(*now);
    }
}

void nsp_directory::part_from_others(std::size_t shard) noexcept {
    {
        std::scoped_lock const inside(lock_);
        if (around_[shard] != nullptr)
            around_[shard]->cluster = nullptr; // for those that are made from now on
    }
    in_pieces(
        [shard](entry const& from) {
            auto const& part = from.parts[shard];
            return part && !part->parted_from_others() ? part : nullptr;
        },
        [](nsp_part& part) { part.part_from_others(); });
}

void nsp_directory::leave(std::size_t shard) noexcept {
    {
        std::scoped_lock const inside(lock_);
        around_[shard] = nullptr; // no more of them are made
    }
    in_pieces([shard](entry& from) { return std::move(from.parts[shard]); },
              [](nsp_part& part) { part.detach(); });
    // They may hold handles of what is here.
    std::shared_ptr<nsp_parents const> asked;
    std::shared_ptr<functions const> told;
    std::scoped_lock const inside(lock_);
    if (std::all_of(around_.begin(), around_.end(),
                    [](auto const* each) { return each == nullptr; })) {
        asked = std::move(parents_);
        told = std::move(new_nsp_functions_);
    }
}

std::shared_ptr<nsp_core> nsp_directory::of(std::string_view name) {
    std::string full(name.starts_with('/') ? "" : "/");
    full += name;
    std::shared_ptr<nsp_core> made;
    {
        std::scoped_lock const inside(lock_);
        auto const found = nsps_.find(std::string_view(full));
        if (found != nsps_.end())
            return found->second.whole;
        std::size_t const parent = parent_by_pattern(full);
        made = add(std::move(full), parent).whole;
    }
    tell_made(made);
    return made;
}

nsp_directory::entry& nsp_directory::add(std::string name, std::size_t parent,
                                         std::shared_ptr<made_nsps> by) {
    bool const is_child = parent != no_parent;
    // Who comes first on another shard waits until what those register who hear of it is there.
    bool const waits = by && new_nsp_functions_ && shards_->size() > 1;
    entry made{std::make_shared<nsp_core>(
                   weak_from_this(), shards_->size(), name,
                   nsp_core::traits{.removed_if_empty = is_child && rules_.removes_empty,
                                    .keeps_sessions = rules_.keeps_sessions,
                                    .in_cluster = rules_.in_cluster}),
               {}};
    made.parent = parent;
    made.by = std::move(by);
    made.parts.resize(shards_->size());
    for (std::size_t shard = 0; shard != shards_->size(); ++shard)
        add_part(made, shard, waits);
    auto* const siblings = is_child ? &families_[parent].children : nullptr;
    if (siblings != nullptr) {
        made.place = siblings->size();
        siblings->push_back(made.whole);
    }
    try {
        return nsps_.emplace(std::move(name), std::move(made)).first->second;
    } catch (...) {
        if (siblings != nullptr)
            siblings->pop_back();
        throw;
    }
}

void nsp_directory::add_part(entry& to, std::size_t shard, bool waits) const {
    if (around_[shard] == nullptr)
        return;
    auto const parent = to.parent == no_parent ? nullptr : families_[to.parent].parent.parts[shard];
    to.parts[shard] = nsp_part::make(*around_[shard], to.whole, parent, waits);
    to.whole->begin(shard, to.parts[shard]);
}

nsp_hold nsp_directory::hold(entry& which, std::size_t shard) const {
    auto const& part = which.parts[shard];
    bool const is_counted = part && which.whole->removed_if_empty();
    which.users += is_counted ? 1U : 0U;
    return {part, is_counted};
}

nsp_directory::finding nsp_directory::find(std::string_view name, std::size_t shard) {
    std::scoped_lock const inside(lock_);
    auto const found = nsps_.find(name);
    if (found == nsps_.end())
        return {{}, parents_};
    return {hold(found->second, shard), {}};
}

std::vector<std::pair<std::string, std::size_t>> nsp_directory::sockets_by_nsp() const {
    std::scoped_lock const inside(lock_);
    std::vector<std::pair<std::string, std::size_t>> found;
    found.reserve(nsps_.size());
    for (auto const& [name, each] : nsps_)
        found.emplace_back(name, each.whole->size());
    return found;
}

void nsp_directory::post(std::size_t to, loop::letter what) const {
    auto const from = mailboxes_ ? shards_->here() : std::nullopt;
    if (from) {
        mailboxes_->send(*from, to, std::move(what));
        return;
    }
    // Where the broadcasts of other threads begin: what one of them asks for keeps its order.
    auto run = [boxes = mailboxes_, to, kept = std::move(what)]() mutable {
        if (to == first_shard)
            kept.run();
        else
            boxes->send(first_shard, to, std::move(kept));
    };
    boost::asio::post((*shards_)[first_shard]->get_executor(), std::move(run));
}

} // namespace socketiota::hub
