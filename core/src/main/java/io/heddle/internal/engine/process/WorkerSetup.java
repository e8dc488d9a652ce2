package io.heddle.internal.engine.process;

import io.heddle.spi.CodecRules;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What a parent tells a new child over its standard input, where nobody else can read it.
///
/// @param socket where to connect to
/// @param token what to say there
/// @param page the file of its status page
/// @param wire where memory for its wire can be opened; empty if the wire is a socket
/// @param name its name
/// @param parentPid its parent
/// @param tree its tree
/// @param parentTree the tree of its parent's children
/// @param strand whether it ends after its first task
/// @param daemon whether its parent may end without waiting for it
/// @param logLevels as of [ChildLogs#levels]
/// @param rules what it may read
/// @param samples as of [WorkerRehearsal#samples]
record WorkerSetup(
        String socket,
        String token,
        String page,
        String wire,
        String name,
        long parentPid,
        String tree,
        String parentTree,
        boolean strand,
        boolean daemon,
        Map<String, Integer> logLevels,
        CodecRules rules,
        List<byte[]> samples) {

    /// Gives the private folder of the parent.
    Path folder() {
        return Objects.requireNonNull(Path.of(socket).getParent());
    }

    void write(DataOutputStream out) throws IOException {
        out.writeUTF(socket);
        out.writeUTF(token);
        out.writeUTF(page);
        out.writeUTF(wire);
        out.writeUTF(name);
        out.writeLong(parentPid);
        out.writeUTF(tree);
        out.writeUTF(parentTree);
        out.writeBoolean(strand);
        out.writeBoolean(daemon);
        out.writeInt(logLevels.size());
        for (Map.Entry<String, Integer> level : logLevels.entrySet()) {
            out.writeUTF(level.getKey());
            out.writeInt(level.getValue());
        }
        rules.write(out);
        out.writeInt(samples.size());
        for (byte[] sample : samples) {
            out.writeInt(sample.length);
            out.write(sample);
        }
    }

    static WorkerSetup read(DataInputStream in) throws IOException {
        return new WorkerSetup(
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readUTF(),
                in.readLong(),
                in.readUTF(),
                in.readUTF(),
                in.readBoolean(),
                in.readBoolean(),
                readLevels(in),
                CodecRules.read(in),
                readSamples(in));
    }

    private static List<byte[]> readSamples(DataInputStream in) throws IOException {
        List<byte[]> samples = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            samples.add(in.readNBytes(in.readInt()));
        }
        return samples;
    }

    private static Map<String, Integer> readLevels(DataInputStream in) throws IOException {
        Map<String, Integer> levels = new HashMap<>();
        for (int left = in.readInt(); left > 0; left--) {
            levels.put(in.readUTF(), in.readInt());
        }
        return levels;
    }
}
