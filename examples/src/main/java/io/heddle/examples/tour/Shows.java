package io.heddle.examples.tour;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// What a program is called and what it shows: all that the catalogue knows of it.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Shows {

    /// Names the program.
    ///
    /// @return two words with a dot between them, such as `process.fork`
    String id();

    /// Says in one line what is to be seen.
    ///
    /// @return a sentence without a full stop
    String title();

    /// Says how the same is done in Python, in words.
    ///
    /// @return a sentence or two
    String python();

    /// Tells whether it starts a Valkey or Redis server, which must then be on the machine, unless it is given something
    /// to work with.
    ///
    /// @return true if so
    boolean needsServer() default false;
}
