# SPDX-License-Identifier: MIT
"""Recipe for Conan 2, which builds the checkout it lies in:

    conan create packaging/conan -s compiler.cppstd=20 --build=missing

Who uses the package says the same about the standard: that of a profile which Conan has detected
for g++ 12 is older.
"""

import os

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.build import check_min_cppstd
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, rmdir


class SocketiotaRecipe(ConanFile):
    name = "socketiota"
    version = "0.1.0"
    license = "MIT"
    description = "Socket.IO server and client for C++20"
    topics = ("socket.io", "websocket", "real-time", "asio")
    settings = "os", "compiler", "build_type", "arch"
    options = {"shared": [True, False], "fPIC": [True, False]}
    default_options = {"shared": False, "fPIC": True}

    def export_sources(self):
        checkout = os.path.dirname(os.path.dirname(self.recipe_folder))
        for pattern in ("CMakeLists.txt", "LICENSE", "cmake/*", "include/*", "src/*"):
            copy(self, pattern, src=checkout, dst=self.export_sources_folder)
        # The files for browsers, if npm has brought them.
        for pattern in ("dist/*", "package.json", "LICENSE"):
            copy(
                self,
                pattern,
                src=os.path.join(checkout, "node_modules", "socket.io-client"),
                dst=os.path.join(self.export_sources_folder, "node_modules", "socket.io-client"),
            )

    def configure(self):
        if self.options.shared:
            self.options.rm_safe("fPIC")

    def validate(self):
        check_min_cppstd(self, 20)
        if self.settings.os != "Linux":
            raise ConanInvalidConfiguration("socketiota is for Linux")

    def requirements(self):
        # Headers of Boost are in ours; the others are used inside. No later Boost has been tried.
        self.requires("boost/[>=1.81 <1.82]", transitive_headers=True)
        self.requires("openssl/[>=3 <4]")
        self.requires("simdjson/[>=3 <4]")
        self.requires("zlib/[>=1.2.11 <2]")
        self.requires("libpq/[>=14 <18]")

    def layout(self):
        cmake_layout(self)

    def generate(self):
        CMakeToolchain(self).generate()
        CMakeDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        CMake(self).install()
        copy(self, "LICENSE", src=self.source_folder, dst=os.path.join(self.package_folder, "licenses"))
        rmdir(self, os.path.join(self.package_folder, "lib", "cmake"))
        rmdir(self, os.path.join(self.package_folder, "lib", "pkgconfig"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "socketiota")
        # What Conan makes of all components together: nobody needs it.
        self.cpp_info.set_property("cmake_target_name", "socketiota::all")
        self.cpp_info.set_property("pkg_config_name", "none")
        inside = ["openssl::openssl", "simdjson::simdjson", "zlib::zlib"]

        library = self.cpp_info.components["socketiota"]
        library.set_property("cmake_target_name", "socketiota::socketiota")
        library.set_property("pkg_config_name", "socketiota")
        library.libs = ["socketiota"]
        library.system_libs = ["pthread", "dl"]
        library.requires = ["boost::headers", *inside]

        # The adapter for Postgres.
        postgres = self.cpp_info.components["postgres"]
        postgres.set_property("cmake_target_name", "socketiota::postgres")
        postgres.libs = ["socketiota_postgres"]
        postgres.requires = ["socketiota", "libpq::libpq", "openssl::openssl"]

        # The server in memory, for tests. Beside a shared library it holds the whole of it once more.
        kit = self.cpp_info.components["test_kit"]
        kit.set_property("cmake_target_name", "socketiota::test_kit")
        kit.libs = ["socketiota_test_kit"]
        if self.options.shared:
            kit.system_libs = library.system_libs
            kit.requires = library.requires
        else:
            kit.requires = ["socketiota"]
