// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstring>
#include <new>

#include <loop/tls_memory.hpp>

namespace socketiota::loop {

tls_memory& tls_memory::of(shard& home) {
    auto& place = home.tls();
    if (!place)
        place = std::make_shared<tls_memory>();
    return *place;
}

tls_memory::tls_memory()
    : method_(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "socketiota")),
      plaintext_(std::make_unique_for_overwrite<std::byte[]>(plaintext_size)) {
    if (!method_)
        throw std::bad_alloc();
    BIO_meth_set_read(method_.get(), &tls_memory::read);
    BIO_meth_set_write(method_.get(), &tls_memory::write);
    BIO_meth_set_ctrl(method_.get(), &tls_memory::control);
    end_.reset(BIO_new(method_.get()));
    if (!end_)
        throw std::bad_alloc();
    BIO_set_data(end_.get(), this);
    BIO_set_init(end_.get(), 1);
}

void tls_memory::attach(SSL& connection) noexcept {
    BIO_up_ref(end_.get()); // one for both directions
    SSL_set_bio(&connection, end_.get(), end_.get());
}

void tls_memory::detach(SSL& connection) noexcept { SSL_set_bio(&connection, nullptr, nullptr); }

int tls_memory::read(BIO* end, char* to, int size) noexcept {
    auto& self = *static_cast<tls_memory*>(BIO_get_data(end));
    BIO_clear_retry_flags(end);
    std::size_t const taken = std::min(self.input.size(), static_cast<std::size_t>(size));
    if (taken == 0) {
        BIO_set_retry_read(end);
        return -1;
    }
    std::memcpy(to, self.input.data(), taken);
    self.input = self.input.subspan(taken);
    return static_cast<int>(taken);
}

int tls_memory::write(BIO* end, char const* from, int size) noexcept {
    auto& self = *static_cast<tls_memory*>(BIO_get_data(end));
    BIO_clear_retry_flags(end);
    self.output.append({from, static_cast<std::size_t>(size)});
    return size;
}

long tls_memory::control(BIO*, int command, long, void*) noexcept {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

} // namespace socketiota::loop
