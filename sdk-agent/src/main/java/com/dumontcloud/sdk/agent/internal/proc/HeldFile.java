package com.dumontcloud.sdk.agent.internal.proc;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import org.jspecify.annotations.Nullable;

/**
 * One small file that is read again and again, and held open meanwhile: the kernel writes what is in it anew for each reading
 * from its beginning, and opening costs more than reading. What is not there, or may not be read, is absent, and is looked for
 * again the next time. For one thread at a time.
 */
final class HeldFile {

    private final File file;
    private final Cursor cursor;
    private @Nullable RandomAccessFile open;

    HeldFile(File file, Cursor cursor) {
        this.file = file;
        this.cursor = cursor;
    }

    /** Returns the beginning of what is in it now, valid until anything else is read with this cursor. */
    @Nullable
    Cursor read() {
        try {
            RandomAccessFile in = open;
            if (in != null) {
                in.seek(0);
            } else if (file.canRead()) { // which costs less than to fail
                in = new RandomAccessFile(file, "r");
                open = in;
            } else {
                return null;
            }
            return cursor.load(in) ? cursor : null;
        } catch (IOException gone) { // such as the file of a control group that was removed
            close();
            return null;
        }
    }

    void close() {
        RandomAccessFile held = open;
        open = null;
        if (held != null) {
            try {
                held.close();
            } catch (IOException nothingIsWritten) {
                // so that nothing can be lost
            }
        }
    }
}
