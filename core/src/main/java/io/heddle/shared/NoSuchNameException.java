package io.heddle.shared;

import io.heddle.HeddleException;
import java.io.Serial;

/// Says that no living process of this user has a shared object of some name.
public final class NoSuchNameException extends HeddleException {

    @Serial private static final long serialVersionUID = 1L;

    NoSuchNameException(String name, Class<?> type) {
        super(
                "no process of this user has a shared object of this name: name=%s type=%s; who makes it must do so before and still live, or take openOrCreate"
                        .formatted(name, type.getSimpleName()));
    }
}
