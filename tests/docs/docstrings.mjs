// SPDX-License-Identifier: MIT
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

// What an example of a header needs beside the names that all snippets have: the kind and what stands
// in front of its function (snippets.mjs), and the first lines and the last of the function.
const test_kit = `statements
#include <socketiota/test_server.hpp>
#include <gtest/gtest.h>
`;
const with_client = `statements
#include <socketiota/client.hpp>
`;
const nats_carrier = `class nats_carrier final : public sio::message_carrier {
public:
    explicit nats_carrier(char const*) {}
    void start(boost::asio::any_io_executor const&, receiver&) override {}
    void open(std::string_view, std::string_view) override {}
    void close(std::string_view, std::string_view) override {}
    void publish(std::string_view, std::string_view) override {}
    void stop() override {}
};`;
const needs = {
    'broadcast_operator.hpp': { snippet: 'coroutine\nextern std::string text;' },
    'buffered_event.hpp': { snippet: with_client, first: 'extern sio::client_socket socket;' },
    'cancel_on_disconnect.hpp': {
        snippet: 'statements\n#include <socketiota/cancel_on_disconnect.hpp>\nint now();',
    },
    'client.hpp': { snippet: `${with_client}extern bool draw_frame();` },
    'client_auth.hpp': {
        snippet: `${with_client}struct login { std::string token; };
extern sio::client_options options;
std::string current_token();
net::awaitable<std::string> fetch_token();`,
    },
    'client_options.hpp': { snippet: with_client },
    'client_socket.hpp': { snippet: `${with_client}extern sio::client client;` },
    'codec/customisation.hpp': { snippet: 'global\nstruct money;' },
    'codec/structs.hpp': { snippet: 'declarations\nstruct user { std::string name; int age; };' },
    'connect_error.hpp': { snippet: with_client, first: 'extern sio::client_socket socket;' },
    'disconnect_details.hpp': { snippet: with_client, first: 'extern sio::client_socket socket;' },
    'emit_result.hpp': { snippet: 'statements\nextern int x, y, skipped;' },
    'websocket_client.hpp': {
        snippet: `coroutine
#include <socketiota/websocket_client.hpp>
#include <boost/asio/use_future.hpp>
extern net::io_context context;
extern std::string text;
extern sio::websocket_client client;`,
    },
    'websocket_client_options.hpp': {
        snippet: 'statements\n#include <socketiota/websocket_client_options.hpp>',
        first: 'extern std::string token;',
    },
    'websocket_message.hpp': {
        snippet: `coroutine
#include <socketiota/websocket_client.hpp>
extern sio::websocket_client peer;`,
    },
    'web_server.hpp': { snippet: 'statements\n#include <socketiota/web_server.hpp>' },
    'emitter.hpp': {
        snippet: 'statements\n#include <socketiota/emitter.hpp>\nextern std::string text;',
    },
    'engine_session.hpp': {
        snippet: `coroutine
#include <socketiota/engine_server.hpp>
extern sio::engine_session session;
extern std::string text;`,
    },
    'engine_server.hpp': { snippet: 'statements\n#include <socketiota/engine_server.hpp>' },
    'http_headers.hpp': { first: 'sio::server_options options;' },
    'http_response.hpp': { first: 'io.http().get("/", [user = "Ann"] {', last: '});' },
    'interop/beast.hpp': {
        snippet: `coroutine
#include <socketiota/interop/beast.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
namespace http = boost::beast::http;
extern net::ip::tcp::socket stream;
extern boost::beast::flat_buffer buffer;`,
    },
    'server_base.hpp': {
        snippet: `
#include <socketiota/interop/beast.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
extern net::ip::tcp::socket stream;
extern boost::beast::http::request<boost::beast::http::string_body> request;
extern boost::beast::flat_buffer buffer;`,
    },
    'engine_payload.hpp': { snippet: 'statements\n#include <socketiota/engine_payload.hpp>' },
    'json_parser.hpp': { snippet: 'statements\n#include <socketiota/json_parser.hpp>' },
    'msgpack_parser.hpp': { snippet: 'statements\n#include <socketiota/msgpack_parser.hpp>' },
    'adapter.hpp': {
        snippet: `statements
${nats_carrier}`,
    },
    'carrier_check.hpp': {
        snippet: `${test_kit}#include <socketiota/carrier_check.hpp>
${nats_carrier}`,
    },
    'gathered.hpp': {
        snippet: 'coroutine\n#include <boost/asio/as_tuple.hpp>',
    },
    'postgres_adapter.hpp': { snippet: 'statements\n#include <socketiota/postgres_adapter.hpp>' },
    'redis_streams_emitter.hpp': {
        snippet: 'statements\n#include <socketiota/redis_streams_emitter.hpp>',
    },
    'postgres_emitter.hpp': { snippet: 'statements\n#include <socketiota/postgres_emitter.hpp>' },
    'postgres_options.hpp': { snippet: 'statements\n#include <socketiota/postgres_options.hpp>' },
    'redis_adapter.hpp': { snippet: 'statements\n#include <socketiota/redis_adapter.hpp>' },
    'server_options.hpp': { snippet: 'statements\n#include <socketiota/redis_adapter.hpp>' },
    'redis_options.hpp': { snippet: 'statements\n#include <socketiota/redis_options.hpp>' },
    'reply.hpp': {
        snippet: `statements
struct store_type { void fetch(std::string, std::function<void(std::string)>); };`,
        first: 'store_type store;',
    },
    'request_guard.hpp': { first: 'sio::server_options options;' },
    'test_event.hpp': {
        snippet: test_kit,
        first: 'sio::test_server net; auto const ann = net.connect();',
    },
    'test_server.hpp': { snippet: `${test_kit}void install_chat(sio::server&);` },
    'tls_client_options.hpp': {
        snippet: 'statements\n#include <socketiota/tls_client_options.hpp>',
    },
    'typescript.hpp': {
        snippet: `statements
#include <socketiota/typescript.hpp>
namespace ask { constexpr sio::event<"join", bool()> join{}; constexpr sio::event<"say", void()> say{}; }
namespace tell { constexpr sio::event<"joined", void()> joined{}; constexpr sio::event<"line", void()> line{}; }`,
    },
    'typescript_type.hpp': {
        snippet: 'global\n#include <socketiota/typescript_type.hpp>\nenum class colour { red, green };',
    },
};

// The one line of a page, which the guide shows too.
const is_typescript = /^const socket: /;

/** Whether a block is a typed event, which stands outside of functions. */
const declares = ([first]) => first.startsWith('inline constexpr ');

const code_line = /^\s*\/\/\/ {5}(.*)$/;

/** The examples in the docstrings of a header: indented text, which Doxygen shows as code. */
function examples_of(folder, name) {
    const path = join(folder, name);
    const { snippet, first = '', last = '' } = needs[name] ?? {};
    const before = snippet === undefined ? undefined : `${snippet}\n`;
    const blocks = [];
    let block;
    readFileSync(path, 'utf8').split('\n').forEach((text, index) => {
        const code = code_line.exec(text)?.[1];
        if (code !== undefined) {
            if (block === undefined) {
                blocks.push((block = { path, line: index + 1, lines: [], snippet: before }));
            }
            block.lines.push(code);
        } else if (text.trim() === '///' && block !== undefined && !declares(block.lines)) {
            block.lines.push('');
        } else {
            block = undefined;
        }
    });
    return blocks
        .filter(({ lines }) => !is_typescript.test(lines[0]))
        .map(({ lines, ...block }) => ({
            ...block,
            language: 'cpp',
            ...(declares(lines) ? { snippet: 'declarations\n' } : {}),
            // On one line with the example, so that complaints name the right one.
            code: `${first}${lines.join('\n')}\n${last}`,
        }));
}

/** The examples of all headers of a folder that belong to the API reference. */
export function docstring_blocks(folder) {
    const inside = ['codec', 'interop'].flatMap(
        (name) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));
    const names = readdirSync(folder).concat(inside);
    const headers = names.filter((name) => name.endsWith('.hpp'));
    for (const name of Object.keys(needs)) {
        if (!headers.includes(name)) {
            throw new Error(`${folder} has no ${name}`);
        }
    }
    return headers.sort().flatMap((name) => examples_of(folder, name));
}
