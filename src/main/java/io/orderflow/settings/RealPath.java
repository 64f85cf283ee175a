package io.orderflow.settings;

import java.io.IOException;
import java.nio.file.Path;

/** Where a path leads, so that two of them can be compared. */
public final class RealPath {

    private RealPath() {}

    /** Without links, as far as there is something; what is not there yet is taken as it is written. */
    public static Path of(Path path) {
        Path whole = path.toAbsolutePath();
        for (Path there = whole; there != null; there = there.getParent()) {
            try {
                return there.toRealPath().resolve(there.relativize(whole)).normalize();
            } catch (IOException e) {
                // what is above it may be there
            }
        }
        return whole.normalize();
    }
}
