package io.heddle.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// A program that runs commands, and is ended by a test while it does: `CommandParent FOLDER`.
final class CommandParent {

    private CommandParent() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        RunningCommand outliving =
                Command.of("sleep", "300")
                        .outliveParent()
                        .stdout(OutputTo.discard())
                        .stderr(OutputTo.discard())
                        .start();
        Files.writeString(folder.resolve("outliving"), "" + outliving.pid());
        var _ = Command.shell("env -i sleep 300 & (setsid sleep 300 &) ; sleep 300").start();
        Path pipe = folder.resolve("pipe");
        Command.of("mkfifo", pipe.toString()).check().run();
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            var _ =
                                    Command.of("echo")
                                            .stdout(OutputTo.file(pipe)) // nobody reads it
                                            .start();
                        });
        Thread main = Thread.currentThread();
        var _ =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            while (main.getState() != Thread.State.TIMED_WAITING) {
                                LockSupport.parkNanos(1_000_000);
                            }
                            touch(folder.resolve("waits"));
                        });
        Command.shell(
                        "trap 'touch %s/heard' TERM; touch %s/listens; sleep 300 & wait; wait"
                                .formatted(folder, folder))
                .grace(Duration.ofSeconds(20)) // for a busy machine
                .run();
    }

    private static void touch(Path file) {
        try {
            Files.createFile(file);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
