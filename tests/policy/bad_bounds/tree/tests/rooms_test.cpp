TEST(rooms, end_at_the_limit) {}
// TEST of was_renamed
