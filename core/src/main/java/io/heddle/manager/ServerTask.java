package io.heddle.manager;

import io.heddle.Action;
import io.heddle.spi.Codec;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/// What the process of a manager runs: it opens its door, tells whoever has started it where that is, and waits for its end.
final class ServerTask implements Action {

    @Serial private static final long serialVersionUID = 1L;

    private final String manager;
    private final String token;
    private final Duration silenceLimit;
    private final String reception;

    /// The rules by which this was read are those of everything that is read there.
    private transient Codec codec = Codec.jdk();

    /// Makes the task.
    ///
    /// @param manager its name
    /// @param token what the starter expects of it, and it of others
    /// @param silenceLimit as of [Address]
    /// @param reception the socket of the starter
    ServerTask(String manager, String token, Duration silenceLimit, String reception) {
        this.manager = manager;
        this.token = token;
        this.silenceLimit = silenceLimit;
        this.reception = reception;
    }

    @Serial
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        codec = Codec.current();
    }

    @Override
    public void act() throws Exception {
        try (Door door = new Door()) {
            long pid = ProcessHandle.current().pid();
            Address address =
                    new Address(
                            manager,
                            pid,
                            door.socket().toString(),
                            token,
                            door.user(),
                            silenceLimit);
            door.open(new Server(address, codec));
            report(address);
            new CountDownLatch(1).await(); // until it is interrupted or the process ended
        }
    }

    private void report(Address address) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(reception))) {
            DataOutputStream out = new DataOutputStream(Channels.newOutputStream(channel));
            out.writeUTF(token);
            out.writeLong(address.pid());
            out.writeUTF(address.socket());
            out.writeUTF(address.user());
            out.flush();
        }
    }
}
