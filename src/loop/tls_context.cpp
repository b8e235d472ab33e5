// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

#include <loop/tls_channel.hpp>
#include <loop/tls_context.hpp>

namespace socketiota::loop {

tls_context::tls_context(tls_options options, base::metric_sink& metrics)
    : options_(std::move(options)),
      metrics_(metrics),
      hosts_(std::make_shared<tls_hosts const>(options_)),
      method_(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "socketiota")),
      plaintext_(std::make_unique_for_overwrite<std::byte[]>(plaintext_size)) {
    if (!method_)
        throw std::bad_alloc();
    BIO_meth_set_read(method_.get(), &tls_context::read);
    BIO_meth_set_write(method_.get(), &tls_context::write);
    BIO_meth_set_ctrl(method_.get(), &tls_context::control);
    end_.reset(BIO_new(method_.get()));
    if (!end_)
        throw std::bad_alloc();
    BIO_set_data(end_.get(), this);
    BIO_set_init(end_.get(), 1);
}

void tls_context::reload() { hosts_ = std::make_shared<tls_hosts const>(options_); }

std::unique_ptr<channel> tls_context::wrap(std::shared_ptr<shard> home,
                                           std::unique_ptr<channel> below) {
    return std::make_unique<tls_channel>(std::move(home), std::move(below), shared_from_this());
}

void tls_context::attach(SSL& connection) noexcept {
    BIO_up_ref(end_.get()); // one for both directions
    SSL_set_bio(&connection, end_.get(), end_.get());
}

int tls_context::read(BIO* end, char* to, int size) noexcept {
    auto& self = *static_cast<tls_context*>(BIO_get_data(end));
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

int tls_context::write(BIO* end, char const* from, int size) noexcept {
    auto& self = *static_cast<tls_context*>(BIO_get_data(end));
    BIO_clear_retry_flags(end);
    self.output.append({from, static_cast<std::size_t>(size)});
    return size;
}

long tls_context::control(BIO*, int command, long, void*) noexcept {
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

} // namespace socketiota::loop
