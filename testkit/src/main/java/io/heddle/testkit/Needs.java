package io.heddle.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Says what a pool must be able to do for a behaviour of a contract. It is skipped for pools that
/// are not.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Needs {

    /// Lists what is needed.
    ///
    /// @return at least one
    Capability[] value();
}
