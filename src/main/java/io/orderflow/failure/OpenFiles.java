package io.orderflow.failure;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How many files and connections this process may have open. */
public final class OpenFiles {

    private OpenFiles() {}

    /** What strangers may take on one port: without the others the broker could not go on. */
    public static int quarter() {
        return (int) Math.min(Integer.MAX_VALUE, most() / 4);
    }

    private static long most() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
