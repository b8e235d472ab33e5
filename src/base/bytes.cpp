// SPDX-License-Identifier: MIT
#include <socketiota/bytes.hpp>

#include <cstring>
#include <utility>

namespace socketiota {

bytes::bytes(std::span<std::byte const> source) : size_(source.size()) {
    if (source.empty())
        return;
    auto storage = std::make_shared<std::byte[]>(source.size());
    std::memcpy(storage.get(), source.data(), source.size());
    data_ = std::shared_ptr<std::byte const>(storage, storage.get());
}

bytes::bytes(std::string_view source)
    : bytes(std::as_bytes(std::span<char const>(source.data(), source.size()))) {}

bytes::bytes(std::vector<std::byte> source) : size_(source.size()) {
    if (source.empty())
        return;
    auto storage = std::make_shared<std::vector<std::byte>>(std::move(source));
    data_ = std::shared_ptr<std::byte const>(storage, storage->data());
}

std::string_view bytes::as_text() const noexcept {
    return {reinterpret_cast<char const*>(data_.get()), size_};
}

} // namespace socketiota
