package io.heddle.supervision;

import io.heddle.Action;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.HashSet;
import java.util.Set;

/// What a worker of a prefork server runs: it tells its parent where it can be reached, and then does what it is told.
///
/// ## What they say
///
/// | who    | word           | what follows                | means                                          |
/// |--------|----------------|-----------------------------|------------------------------------------------|
/// | worker | the token      |                             | it is the one that was started                 |
/// | worker | address        | text                        | it can be connected to                         |
/// | parent | `OPENED`       | port                        | the connection from there is the parent's own  |
/// | parent | `CLOSED`       | port                        | it was                                         |
/// | parent | `WHICH_IDLE`   | number, count, ports        | question; without ports: are you there?        |
/// | worker | the number     | count, ports                | answer                                         |
/// | parent | `END`          |                             | return; so does the end of the stream          |
///
/// @param port where the parent listens
/// @param token what shows who is who
/// @param maker what it does with connections
record WorkerTask(int port, String token, WorkerSide.Maker maker) implements Action {

    static final int OPENED = 1;
    static final int CLOSED = 2;
    static final int WHICH_IDLE = 3;
    static final int END = 4;

    private static final int MOST_PORTS = 1 << 16;

    @Override
    public void act() throws Exception {
        try (WorkerSide side =
                        maker.open(); // may take its time; who has connected is to say who it is
                Socket parent = new Socket(InetAddress.getLoopbackAddress(), port)) {
            parent.setTcpNoDelay(true);
            DataOutputStream out =
                    new DataOutputStream(new BufferedOutputStream(parent.getOutputStream()));
            out.writeUTF(token);
            out.writeUTF(text(side.address()));
            out.flush();
            listen(
                    new DataInputStream(new java.io.BufferedInputStream(parent.getInputStream())),
                    out,
                    side);
        }
    }

    private static void listen(DataInputStream in, DataOutputStream out, WorkerSide side)
            throws IOException {
        try {
            while (true) {
                switch (in.readByte()) {
                    case OPENED -> side.announce(in.readInt(), true);
                    case CLOSED -> side.announce(in.readInt(), false);
                    case WHICH_IDLE -> {
                        out.writeInt(in.readInt());
                        writePorts(out, side.idle(readPorts(in)));
                        out.flush();
                    }
                    default -> {
                        return;
                    }
                }
            }
        } catch (EOFException e) {
            // there is nobody to serve for
        }
    }

    static void writePorts(DataOutputStream out, Set<Integer> ports) throws IOException {
        out.writeInt(ports.size());
        for (int each : ports) {
            out.writeInt(each);
        }
    }

    static Set<Integer> readPorts(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST_PORTS) {
            throw new IOException("there are not so many ports: count=" + count);
        }
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < count; i++) {
            ports.add(in.readInt());
        }
        return ports;
    }

    private static String text(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress file
                ? file.getPath().toString()
                : Integer.toString(((InetSocketAddress) address).getPort());
    }

    /// The other way round.
    static SocketAddress address(String text) {
        return text.chars().allMatch(Character::isDigit)
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(text))
                : UnixDomainSocketAddress.of(text);
    }
}
