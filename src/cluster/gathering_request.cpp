// SPDX-License-Identifier: MIT
#include <memory>
#include <string>
#include <utility>

#include <adapter/unread_value.hpp>
#include <cluster/gathering_request.hpp>

namespace socketiota::cluster {
namespace {

/// A copy, as what it came in is gone soon.
class kept_value final : public adapter::unread_value {
public:
    explicit kept_value(carried_value const& from) : in_(from.in), octets_(from.octets) {}

    void read(detail::callback<void(reader&)> const& by) const override {
        carried_reader reading;
        if (reader* const from = reading.open({in_, octets_}))
            by(*from);
    }

private:
    carried_value::encoding in_;
    std::string octets_;
};

} // namespace

std::vector<remote_socket> fetch_request::read(std::span<described_socket> described) {
    std::vector<remote_socket> all;
    all.reserve(described.size());
    carried_reader datas;
    constexpr carried_value null{carried_value::encoding::json, "null"};
    for (described_socket& each : described) {
        reader* const data = datas.open(each.data.is_empty() ? null : each.data);
        if (data == nullptr) {
            counts().malformed.add(1);
            continue;
        }
        all.push_back(here_.describe(std::move(each.id), std::move(each.rooms),
                                     std::make_unique<kept_value>(each.handshake), *data));
    }
    return all;
}

} // namespace socketiota::cluster
