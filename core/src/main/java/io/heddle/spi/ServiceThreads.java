package io.heddle.spi;

/// Makes the threads that serve the whole process, some of them for as long as it lives.
///
/// Whoever needs one first is there when it is made, a web application perhaps, that is unloaded later.
/// So these threads take nothing over from the thread that makes them: their context class loader is the
/// loader of the system, and they have no values of its inheritable thread locals. A thread that serves
/// one pool ends with the pool and is not made here.
public final class ServiceThreads {

    private ServiceThreads() {}

    /// Describes such a thread, a daemon.
    ///
    /// @param name what it is called
    /// @return what makes it
    public static Thread.Builder.OfPlatform named(String name) {
        return Thread.ofPlatform()
                .name(name)
                .daemon()
                .inheritInheritableThreadLocals(false); // and with them no class loader
    }
}
