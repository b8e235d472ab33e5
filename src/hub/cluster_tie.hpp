// SPDX-License-Identifier: MIT
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <adapter/other_servers.hpp>
#include <adapter/residents.hpp>
#include <adapter/selection.hpp>
#include <base/seeded_hash.hpp>
#include <event/function_list.hpp>
#include <hub/server_side_questions.hpp>

namespace socketiota::hub {

class nsp_part;

/// What ties a namespace to the servers of a cluster that have it too: the way to them, and what
/// they can do here.
///
/// Not thread safe: belongs to the shard where the cluster is, as one of its part there.
class cluster_tie final : public adapter::residents {
public:
    /// `here` and `all` must outlive it.
    cluster_tie(nsp_part& here, adapter::cluster& all) noexcept : here_(here), all_(all) {}

    cluster_tie(cluster_tie const&) = delete;
    cluster_tie& operator=(cluster_tie const&) = delete;
    ~cluster_tie();

    /// The other servers, to whom this one is known from the first call on.
    [[nodiscard]] adapter::other_servers& others();

    /// One more, or less, is the reason why a room is here: whether that changes whether it is.
    [[nodiscard]] bool is_change(std::string_view room, bool is_there);

    // adapter::residents
    void broadcast(adapter::selection const& to, adapter::arrived_event const& event) override;
    void ask(adapter::selection const& to, adapter::arrived_event const& event,
             std::unique_ptr<adapter::distant_questioner> questioner) override;
    void fetch(adapter::selection const& who,
               std::shared_ptr<detail::pending_fetch> waiting) override;
    void join(adapter::selection const& who, std::vector<std::string> const& rooms) override;
    void leave(adapter::selection const& who, std::vector<std::string> const& rooms) override;
    void disconnect(adapter::selection const& who, bool close) override;
    void give_way(std::vector<std::string> const& ids, adapter::log_place when) override;
    void keep_sessions() override;
    void on_server_side_event(std::string_view name, detail::argument_list const& arguments,
                              std::unique_ptr<adapter::distant_asker> asker) override;
    [[nodiscard]] bool may_have(std::vector<std::string> const& rooms) const override;
    [[nodiscard]] bool may_have_room(std::string_view room) const override;
    void write_handshake(remote_socket const& socket, writer& to) const override;
    [[nodiscard]] remote_socket describe(std::string id, std::vector<std::string> rooms,
                                         std::shared_ptr<adapter::unread_value const> handshake,
                                         reader& data) const override;

private:
    nsp_part& here_;
    adapter::cluster& all_;
    server_side_questions asked_{here_};
    // Those who are connected are one reason, each who may come back is another.
    boost::unordered_flat_map<std::string, std::size_t, base::seeded_hash, base::text_equal>
        reasons_;
    std::unique_ptr<adapter::other_servers> others_; // null until they are known
};

} // namespace socketiota::hub
