package io.orderflow.observe;

import java.io.IOException;
import java.nio.file.Path;

/** Where files go that are sent to the server. */
public interface UploadTarget {

    /**
     * A place for the file while it comes, where nobody takes it for a whole one.
     *
     * @param name as the sender has it: not to be trusted
     * @throws RefusedException where no file of that name is taken
     * @throws IOException where it can't be written
     */
    Path draft(String name) throws IOException;

    /**
     * The file is whole.
     *
     * @throws RefusedException where there is one of that name
     * @throws IOException where it can't be moved
     */
    void take(Path draft, String name) throws IOException;
}
