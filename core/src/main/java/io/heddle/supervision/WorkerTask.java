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
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

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
/// | parent | `WHICH_IDLE`   | number, count, numbers      | question about ports; without any: are you there? |
/// | parent | `LEAVE`        |                             | let no more clients in, if they come to you    |
/// | parent | `HOW_MANY`     | number, 0                   | question: how many connections now and ever?   |
/// | worker | the number     | count, numbers              | answer: the idle ports, or now and ever        |
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
    static final int LEAVE = 5;
    static final int HOW_MANY = 6;

    private static final int MOST_NUMBERS = 1 << 16;

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
            throws IOException, InterruptedException {
        try {
            while (true) {
                switch (in.readByte()) {
                    case OPENED -> side.announce(in.readInt(), true);
                    case CLOSED -> side.announce(in.readInt(), false);
                    case WHICH_IDLE -> {
                        out.writeInt(in.readInt());
                        writeNumbers(out, side.idle(ports(readNumbers(in))));
                        out.flush();
                    }
                    case HOW_MANY -> {
                        out.writeInt(in.readInt());
                        var _ = readNumbers(in);
                        writeNumbers(out, side.howMany());
                        out.flush();
                    }
                    case LEAVE -> side.leave();
                    default -> {
                        return;
                    }
                }
            }
        } catch (EOFException e) {
            // there is nobody to serve for
        }
    }

    static void writeNumbers(DataOutputStream out, Collection<? extends Number> numbers)
            throws IOException {
        out.writeInt(numbers.size());
        for (Number each : numbers) {
            out.writeLong(each.longValue());
        }
    }

    static List<Long> readNumbers(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST_NUMBERS) {
            throw new IOException("there are not so many ports: count=" + count);
        }
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(in.readLong());
        }
        return numbers;
    }

    static Set<Integer> ports(List<Long> numbers) {
        return numbers.stream().map(Long::intValue).collect(Collectors.toSet());
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
