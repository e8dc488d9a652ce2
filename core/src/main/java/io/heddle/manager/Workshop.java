package io.heddle.manager;

import io.heddle.Task;

/// Where objects of a manager are made: an object of it like any other, which is there from the beginning.
interface Workshop {

    /// Its number.
    long ID = 0;

    /// Makes an object.
    ///
    /// @param type the interface by which it is called
    /// @param maker gives it
    /// @return its proxy
    /// @throws io.heddle.HeddleException if it cannot be made
    Object make(Class<?> type, Task<?> maker);

    /// Forgets an object.
    ///
    /// @return whether it was there
    boolean release(long object);
}
