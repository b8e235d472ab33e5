// SPDX-License-Identifier: MIT
#include "json_support.hpp"

#include <socketiota/value.hpp>

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace socketiota {
namespace {

// Deeper than any stack goes if each level takes a frame of it.
constexpr int deep = 100'000;

value nested_arrays() {
    value made;
    for (int level = 0; level != deep; ++level) {
        value outer = value::empty_array();
        outer.push_back(1);
        outer.push_back(std::move(made));
        outer.push_back("x");
        made = std::move(outer);
    }
    return made;
}

value nested_objects() {
    value made;
    for (int level = 0; level != deep; ++level) {
        value outer = value::empty_object();
        outer.set("a", value::empty_array());
        outer.set("b", std::move(made));
        made = std::move(outer);
    }
    return made;
}

TEST(deep_value, is_destroyed) {
    value arrays = nested_arrays();
    value const objects = nested_objects();
    arrays = 1;
    EXPECT_EQ(arrays, value(1));
}

TEST(deep_value, is_copied_compared_and_printed) {
    value const first = nested_objects();
    value second = first;
    EXPECT_EQ(first, second);
    value* innermost = &second;
    while (value* const next = innermost->find("b"))
        innermost = next;
    *innermost = 1;
    EXPECT_NE(first, second);
    EXPECT_EQ(first.to_json().size(), std::size_t{deep} * 13 + 4);
}

TEST(deep_value, is_not_sent) {
    value const arrays = nested_arrays();
    EXPECT_EQ(encode_json(arrays).error, error::nested_too_deep);
}

TEST(deep_value, is_destroyed_whatever_its_shape) {
    value forest;
    for (int tree = 0; tree != 100; ++tree) {
        value made = object("leaf", array());
        for (int level = 0; level != 50; ++level)
            made = level % 2 == 0 ? array(1, std::move(made), array(array()), "x")
                                  : object("k", array(array(2)), "n", std::move(made), "z", 1);
        forest.push_back(std::move(made));
    }
    value const copy = forest;
    forest = nullptr;
    EXPECT_EQ(copy.size(), 100U);
}

struct node {
    std::vector<node> children{};
};

TEST(deep_value, is_null_if_a_type_nests_too_deep) {
    node root;
    for (int level = 0; level != 1100; ++level) {
        node outer;
        outer.children.push_back(std::move(root));
        root = std::move(outer);
    }
    EXPECT_TRUE(value(root).is_null());
}

} // namespace
} // namespace socketiota
