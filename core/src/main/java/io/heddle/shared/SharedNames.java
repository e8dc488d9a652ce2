package io.heddle.shared;

import io.heddle.internal.memory.NamedObjects;
import io.heddle.internal.memory.Site;

/// The names of shared objects.
///
/// Each kind of shared object can be made with a name, `SharedLock.create("ledger")`, and had by that name in
/// any other process of the same user, `SharedLock.open("ledger")`. All kinds share the names. A name has 1 to
/// 100 characters, each a letter or a digit of ASCII, or one of `.`, `_` and `-`.
///
/// Where one process starts the other, names are not needed: a lambda captures the object itself.
///
/// Of several processes that make an object of one name at the same time exactly one does; the others get a
/// [NameTakenException]. Nobody ever sees an object that is half made. A process that makes one and stops, or
/// dies before it is done, keeps nobody from the name.
///
/// There is no file and no table with names: the system is asked which process has what open. So `create`
/// looks at all open files of this user's processes twice, and `open` until it has found it; see
/// `docs/adr/0035-names-without-files.md` for what that takes. Keep the object; do not open it for each use.
/// Another user can neither see nor open it. Processes of other pid namespaces (containers) have names of
/// their own.
///
/// ## If a process dies
/// An object, with its name, is there as long as a process lives that has made or opened it by name and has not
/// closed it, or until [#unlink]. When the last of them has ended, however it ended, it is gone and the name is free.
///
/// ## Source
/// `shm_open(3)` and `shm_unlink(3)`, for how names behave; `proc_pid_fd(5)`.
public final class SharedNames {

    private SharedNames() {}

    /// Takes a name away from its object, so that another one can be made with it. Who has the object goes on
    /// with it.
    ///
    /// @param name the name
    /// @return whether there was one; false the second time
    /// @throws IllegalArgumentException if no object can have such a name
    /// @throws io.heddle.HeddleException if there is no shared memory on this system
    public static boolean unlink(String name) {
        return Site.current().named().unlink(NamedObjects.label(name));
    }
}
