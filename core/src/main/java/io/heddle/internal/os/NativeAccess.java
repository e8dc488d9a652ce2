package io.heddle.internal.os;

/// Tells whether native code may be called, and whether this is a system whose numbers and layouts are known here.
final class NativeAccess {

    private NativeAccess() {}

    static boolean isAllowed() {
        return NativeAccess.class.getModule().isNativeAccessEnabled() && isKnownSystem();
    }

    private static boolean isKnownSystem() {
        String architecture = System.getProperty("os.arch", "");
        return System.getProperty("os.name", "").equals("Linux")
                && (architecture.equals("amd64") || architecture.equals("aarch64"));
    }
}
