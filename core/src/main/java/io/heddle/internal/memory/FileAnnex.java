package io.heddle.internal.memory;

import io.heddle.HeddleException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The annex of a region. Through a plain file: a channel would be closed by an interrupt of its user.
///
/// The file is open from its first use until this is unreachable.
final class FileAnnex implements Annex {

    /// The JDK copies what it reads and writes; this is how much it copies at once.
    private static final int PIECE_BYTES = 1 << 18;

    private final Region region;
    private @Nullable RandomAccessFile file;

    FileAnnex(Region region) {
        this.region = region;
    }

    private RandomAccessFile at(long offset) throws IOException {
        RandomAccessFile open = file;
        if (open == null) {
            Path path = region.path();
            open = new RandomAccessFile(path.toFile(), "rw");
            file = open;
        }
        open.seek(offset);
        return open;
    }

    @Override
    public void put(long at, byte[] from, int offset, int length) {
        try {
            RandomAccessFile out = at(at);
            for (int done = 0; done < length; done += PIECE_BYTES) {
                out.write(from, offset + done, Math.min(PIECE_BYTES, length - done));
            }
        } catch (IOException e) {
            throw new HeddleException(
                    "no room for shared memory: bytes=%d folder=%s; how large is that file system? In a container see --shm-size"
                            .formatted(length, RegionFile.folder()),
                    e);
        }
    }

    @Override
    public void get(long at, byte[] to, int offset, int length) {
        try {
            RandomAccessFile in = at(at);
            for (int done = 0; done < length; done += PIECE_BYTES) {
                in.readFully(to, offset + done, Math.min(PIECE_BYTES, length - done));
            }
        } catch (IOException e) {
            throw new HeddleException(
                    "shared memory cannot be read: region=%s at=%d bytes=%d"
                            .formatted(region.id(), at, length),
                    e);
        }
    }

    @Override
    public void shrink(long at, long keep) {
        try {
            RandomAccessFile whole = at(0);
            if (whole.length() > at + keep) {
                whole.setLength(at);
            }
        } catch (IOException e) {
            // then it stays as long as it is
        }
    }
}
