package io.heddle.console.page;

import java.util.List;

/// What the script of a page draws from. The names are short because they are repeated often.
///
/// @param words what things are called on this page
/// @param items what blocks stand for
/// @param panels one for each run
public record LaneData(Words words, List<Item> items, List<Panel> panels) {

    /// What things are called.
    ///
    /// @param one an item
    /// @param many several of them
    /// @param took what stands before the time that a block took
    /// @param tookMany the same for a block that stands for several items
    /// @param killed what is said of a block that was cut off
    /// @param heldFor what stands before the time of such a one
    /// @param repeated what is said of a block that is done again
    /// @param failed what is said of a block that ended with an exception
    /// @param cancelled what is said of a block that was cancelled
    public record Words(
            String one,
            String many,
            String took,
            String tookMany,
            String killed,
            String heldFor,
            String repeated,
            String failed,
            String cancelled) {}

    /// Something that blocks stand for.
    ///
    /// @param n its name
    /// @param k the number of its colour
    /// @param d lines with more about it
    public record Item(String n, int k, List<String> d) {}

    /// A run.
    ///
    /// @param title what people call it
    /// @param micros how long it took
    /// @param lanes its lanes
    public record Panel(String title, long micros, List<Lane> lanes) {}

    /// A lane.
    ///
    /// @param name its name
    /// @param detail what else is known
    /// @param from when it was there, in microseconds from the beginning of the run
    /// @param to when it was gone
    /// @param killed whether it was killed
    /// @param bars five numbers for each block: index of the item, number of items, begin, end, fate
    public record Lane(
            String name, String detail, long from, long to, boolean killed, List<Long> bars) {}
}
