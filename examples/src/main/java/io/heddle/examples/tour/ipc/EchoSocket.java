package io.heddle.examples.tour.ipc;

import io.heddle.Strand;
import io.heddle.examples.tour.Program;
import io.heddle.examples.tour.Shows;
import io.heddle.examples.tour.Stage;
import io.heddle.shared.SharedQueue;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Plain sockets between processes.
@Shows(
        id = "ipc.socket",
        title = "A process answers what another one asks over a socket",
        python =
                "socket.socket with bind, listen and accept in one process, and connect, send and recv in"
                        + " the other. The JDK's own sockets do it; Heddle only starts the other process.")
public final class EchoSocket implements Program {

    @Override
    public void run(Stage stage) throws Exception {
        SharedQueue<Integer> ports = SharedQueue.create(1);
        Strand<?> server = Strand.ofProcess().name("echo").start(() -> serve(stage, ports));
        List<String> heard = new ArrayList<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), ports.take())) {
            PrintWriter out = writer(socket);
            BufferedReader in = reader(socket);
            for (String word : List.of("hello", "你好", "bye")) {
                out.println(word);
                heard.add(in.readLine());
                stage.say("client: sent %s, got %s", word, heard.getLast());
            }
        }
        stage.equal(List.of("echo hello", "echo 你好", "echo bye"), heard, "each word comes back");
        server.get();
        server.join();
        ports.close();
    }

    private static void serve(Stage stage, SharedQueue<Integer> ports)
            throws IOException, InterruptedException {
        try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ports.put(door.getLocalPort());
            stage.say("server: process %d listens", ProcessHandle.current().pid());
            try (Socket client = door.accept()) {
                PrintWriter out = writer(client);
                reader(client).lines().forEach(line -> out.println("echo " + line));
            }
            stage.say("server: the client has hung up");
        }
    }

    private static PrintWriter writer(Socket socket) throws IOException {
        return new PrintWriter(socket.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }
}
