// SPDX-License-Identifier: MIT
#include <socketiota/error.hpp>

#include <boost/system/system_error.hpp>

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <fstream>
#include <new>
#include <string>
#include <string_view>

#include <base/openssl_pointer.hpp>
#include <loop/tls_credentials.hpp>

namespace socketiota::loop {

namespace {

// A path that leads to a device or to the wrong file must not fill the memory.
constexpr std::size_t largest_file = std::size_t{1} << 20;

/// PEM text and what to call it in a sentence.
struct pem {
    std::string name;
    std::string text;
};

[[noreturn]] void fail(error_code const& failure, std::string const& name) {
    throw boost::system::system_error(failure, "cannot use " + name);
}

/// With the reason that OpenSSL gives, for example that the key of the certificate is too small.
[[noreturn]] void fail_certificate(std::string name) {
    if (char const* const reason = ERR_reason_error_string(ERR_peek_last_error()))
        name.append(" (").append(reason).append(")");
    fail(make_error_code(error::bad_certificate), name);
}

pem read_pem(std::string const& given, std::string_view what) {
    std::string name("the ");
    name += what;
    if (given.empty())
        fail(make_error_code(error::invalid_option), name + ": there is none");
    if (given.find("-----BEGIN ") != std::string::npos)
        return {name + " given as text", given};
    name.append(" file ").append(given);
    errno = 0;
    std::ifstream file(given, std::ios::binary);
    std::string text(largest_file + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max(file.gcount(), std::streamsize{0})));
    if (errno != 0 && text.empty())
        fail({errno, boost::system::system_category()}, name);
    if (text.size() > largest_file)
        fail(make_error_code(boost::system::errc::file_too_large), name);
    return {std::move(name), std::move(text)};
}

base::openssl_pointer<BIO> open(pem const& from) {
    base::openssl_pointer<BIO> opened(
        BIO_new_mem_buf(from.text.data(), static_cast<int>(from.text.size())));
    if (!opened)
        throw std::bad_alloc();
    return opened;
}

/// What OpenSSL is told when it asks for a password: without a function of ours it would ask
/// whoever sits at the terminal.
struct password {
    std::string const& text;
    bool asked = false;
};

int give_password(char* buffer, int size, int, void* context) noexcept {
    auto& given = *static_cast<password*>(context);
    given.asked = true;
    if (given.text.empty() || given.text.size() > static_cast<std::size_t>(size))
        return -1;
    std::copy(given.text.begin(), given.text.end(), buffer);
    return static_cast<int>(given.text.size());
}

void use_chain(SSL_CTX& context, BIO& from, std::string const& name) {
    std::string const none;
    password no_password{none};
    for (;;) {
        base::openssl_pointer<X509> next(
            PEM_read_bio_X509(&from, nullptr, &give_password, &no_password));
        if (!next)
            break;
        if (SSL_CTX_add0_chain_cert(&context, next.get()) != 1)
            fail_certificate(name);
        static_cast<void>(next.release()); // the context's from here on
    }
    if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
        fail_certificate(name);
    ERR_clear_error(); // it was the end of the text
}

} // namespace

void use_credentials(SSL_CTX& context, tls_certificate const& from) {
    ERR_clear_error();
    pem const certificate_text = read_pem(from.certificate, "certificate");
    pem const key_text = read_pem(from.key, "private key");

    auto const certificates = open(certificate_text);
    std::string const none;
    password no_password{none};
    base::openssl_pointer<X509> const own(
        PEM_read_bio_X509_AUX(certificates.get(), nullptr, &give_password, &no_password));
    if (!own || SSL_CTX_use_certificate(&context, own.get()) != 1)
        fail_certificate(certificate_text.name);
    use_chain(context, *certificates, certificate_text.name);

    password given{from.key_password};
    base::openssl_pointer<EVP_PKEY> const key(
        PEM_read_bio_PrivateKey(open(key_text).get(), nullptr, &give_password, &given));
    if (!key)
        fail(make_error_code(given.asked ? error::locked_private_key : error::bad_private_key),
             key_text.name);
    ERR_clear_error();
    if (X509_check_private_key(own.get(), key.get()) != 1)
        fail(make_error_code(error::foreign_private_key), key_text.name);
    if (SSL_CTX_use_PrivateKey(&context, key.get()) != 1)
        fail(make_error_code(error::bad_private_key), key_text.name);
}

} // namespace socketiota::loop
