// SPDX-License-Identifier: MIT
#include <boost/asio/post.hpp>

#include <array>
#include <utility>

#include <hub/nsp_core.hpp>
#include <hub/nsp_directory.hpp>
#include <hub/nsp_part.hpp>

namespace socketiota::hub {

std::shared_ptr<nsp_directory> nsp_directory::of(std::shared_ptr<loop::shard_set const> shards,
                                                 std::shared_ptr<loop::mailboxes> mailboxes) {
    std::shared_ptr<nsp_directory> made(new nsp_directory(std::move(shards), std::move(mailboxes)));
    made->root_ = made->add("/").whole;
    return made;
}

nsp_directory::nsp_directory(std::shared_ptr<loop::shard_set const> shards,
                             std::shared_ptr<loop::mailboxes> mailboxes)
    : shards_(std::move(shards)), mailboxes_(std::move(mailboxes)), around_(shards_->size()) {}

nsp_directory::~nsp_directory() = default;

void nsp_directory::enter(surroundings& around) {
    std::scoped_lock const inside(lock_);
    around_[around.index] = &around;
    for (auto& [name, each] : nsps_)
        add_part(each, around.index);
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
            for (auto& [name, each] : nsps_) {
                if (count == taken.size())
                    break;
                taken[count] = take(each);
                count += taken[count] ? 1U : 0U;
            }
        }
        if (count == 0)
            return;
        for (auto& each : taken)
            if (auto const now = std::move(each))
                work(*now);
    }
}

void nsp_directory::part_from_others(std::size_t shard) noexcept {
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
}

std::shared_ptr<nsp_core> nsp_directory::of(std::string_view name) {
    std::string full(name.starts_with('/') ? "" : "/");
    full += name;
    std::scoped_lock const inside(lock_);
    auto const found = nsps_.find(std::string_view(full));
    return (found != nsps_.end() ? found->second : add(std::move(full))).whole;
}

nsp_directory::entry& nsp_directory::add(std::string name) {
    entry made{std::make_shared<nsp_core>(weak_from_this(), shards_->size(), name), {}};
    made.parts.resize(shards_->size());
    for (std::size_t shard = 0; shard != shards_->size(); ++shard)
        add_part(made, shard);
    return nsps_.emplace(std::move(name), std::move(made)).first->second;
}

void nsp_directory::add_part(entry& to, std::size_t shard) const {
    if (around_[shard] == nullptr)
        return;
    to.parts[shard] = nsp_part::make(*around_[shard], to.whole);
    to.whole->begin(shard, to.parts[shard]);
}

std::shared_ptr<nsp_part> nsp_directory::find(std::string_view name, std::size_t shard) const {
    std::scoped_lock const inside(lock_);
    auto const found = nsps_.find(name);
    return found == nsps_.end() ? nullptr : found->second.parts[shard];
}

std::vector<std::pair<std::string_view, std::size_t>> nsp_directory::sockets_by_nsp() const {
    std::scoped_lock const inside(lock_);
    std::vector<std::pair<std::string_view, std::size_t>> found;
    found.reserve(nsps_.size());
    for (auto const& [name, each] : nsps_)
        found.emplace_back(each.whole->name(), each.whole->size());
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
