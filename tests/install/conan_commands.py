# SPDX-License-Identifier: MIT
"""Stands in for Conan: what the recipe uses of it, so that a test can ask the recipe.

python3 conan_commands.py RECIPE FOLDER copies the sources that the recipe exports into FOLDER, and
prints what it requires, what it refuses and what its users can link, as JSON.
"""

import collections
import glob
import importlib.util
import json
import os
import shutil
import sys
import types


class InvalidConfiguration(Exception):
    pass


def copy(_, pattern, src, dst):
    for file in glob.glob(pattern.replace("*", "**"), root_dir=src, recursive=True):
        if os.path.isfile(os.path.join(src, file)):
            os.makedirs(os.path.dirname(os.path.join(dst, file)), exist_ok=True)
            shutil.copy(os.path.join(src, file), os.path.join(dst, file))


def module(name, **members):
    sys.modules[name] = types.ModuleType(name)
    vars(sys.modules[name]).update(members)


def check_min_cppstd(recipe, least):
    if int(recipe.settings.cppstd.removeprefix("gnu")) < least:
        raise InvalidConfiguration


module("conan", ConanFile=object)
module("conan.errors", ConanInvalidConfiguration=InvalidConfiguration)
module("conan.tools")
module("conan.tools.build", check_min_cppstd=check_min_cppstd)
module("conan.tools.cmake", CMake=None, CMakeDeps=None, CMakeToolchain=None, cmake_layout=None)
module("conan.tools.files", copy=copy, rmdir=None)

class Information:
    """What Conan calls cpp_info, and each of its components."""

    def __init__(self):
        self.components = collections.defaultdict(Information)
        self.properties = {}
        self.libs = []
        self.requires = []

    def set_property(self, name, value):
        self.properties[name] = value


def linkable(shared):
    recipe.options = types.SimpleNamespace(shared=shared)
    recipe.cpp_info = Information()
    recipe.package_info()
    return [
        {"target": each.properties["cmake_target_name"], "libs": each.libs, "requires": each.requires}
        for each in recipe.cpp_info.components.values()
    ]


path, folder = sys.argv[1:]
spec = importlib.util.spec_from_file_location("conanfile", path)
conanfile = importlib.util.module_from_spec(spec)
spec.loader.exec_module(conanfile)
recipe = conanfile.SocketiotaRecipe()

recipe.recipe_folder = os.path.dirname(path)
recipe.export_sources_folder = folder
recipe.export_sources()

required = {}
recipe.requires = lambda what, **_: required.update([what.split("/")])
recipe.requirements()

refused = []
for settings in {"os": "Linux", "cppstd": "20"}, {"os": "Linux", "cppstd": "gnu17"}, {"os": "Macos", "cppstd": "20"}:
    recipe.settings = types.SimpleNamespace(**settings)
    try:
        recipe.validate()
    except InvalidConfiguration:
        refused.append(" ".join(settings.values()))

print(
    json.dumps(
        {
            "version": recipe.version,
            "description": recipe.description,
            "required": required,
            "refused": refused,
            "linkable": {"static": linkable(False), "shared": linkable(True)},
        }
    )
)
