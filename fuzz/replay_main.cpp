// SPDX-License-Identifier: MIT
// Runs a fuzz target over files and folders, for builds without libFuzzer: the corpus and the
// inputs of fixed crashes are then tests like any other.
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

namespace {

std::size_t replay(std::filesystem::path const& path) {
    std::ifstream file(path, std::ios::binary);
    std::vector<char> const content{std::istreambuf_iterator<char>(file), {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(content.data()), content.size());
    return 1;
}

} // namespace

int main(int count, char** arguments) {
    std::size_t inputs = 0;
    for (int index = 1; index < count; ++index) {
        std::filesystem::path const path = arguments[index];
        if (std::filesystem::is_directory(path)) {
            for (auto const& entry : std::filesystem::recursive_directory_iterator(path))
                if (entry.is_regular_file())
                    inputs += replay(entry.path());
        } else if (std::filesystem::is_regular_file(path)) {
            inputs += replay(path);
        }
    }
    std::cout << "replayed " << inputs << " inputs\n";
    // A folder that moved would otherwise make this test pass without running anything.
    return inputs == 0 ? 1 : 0;
}
