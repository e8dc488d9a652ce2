package io.heddle.console.timeline;

/// One of the runs that a timeline shows, each with an axis of its own.
///
/// @param title what it is called
/// @param remark how it went, or what else is to be said; may be empty
/// @param story what happened in it
public record Part(String title, String remark, Story story) {}
