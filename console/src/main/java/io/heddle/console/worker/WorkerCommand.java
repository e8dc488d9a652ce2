package io.heddle.console.worker;

import io.heddle.HeddleException;
import io.heddle.Signal;
import io.heddle.Signals;
import io.heddle.Strand;
import io.heddle.cluster.ClusterOptions;
import io.heddle.cluster.ClusterWorker;
import io.heddle.console.page.Wording;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `heddle worker`.
@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        versionProvider = io.heddle.console.Version.class,
        sortOptions = false,
        description = {
            "Runs tasks of a cluster on this machine, each in a process of its own.",
            "",
            "Ctrl-C or TERM: takes no more tasks, finishes those it has, leaves. A second one:"
                    + " leaves at once;",
            "what ran is run again elsewhere if it may be. When the server dies, the worker waits"
                    + " for it.",
            "",
            "Whoever has the secret can run any code here.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:left when it was told to",
            "1:could not join",
            "2:the command line cannot be understood",
            "130:left at once"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  heddle worker --join squares@127.0.0.1:5701 --secret-file secret",
            "  heddle worker --join squares@master:5701 --secret-file secret --trusted-network",
            "  heddle worker --join squares@master:5701 --secret-file secret --tls-trust trust.p12"
                    + " --class-path app.jar"
        })
public final class WorkerCommand implements Callable<Integer> {

    private static final int LEFT_AT_ONCE = 130;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--join",
            required = true,
            paramLabel = "[CLUSTER@]HOST:PORT",
            description = "Where the server of the cluster is; CLUSTER is 'heddle' if left out.")
    private String join = "";

    @Option(
            names = "--secret-file",
            required = true,
            paramLabel = "FILE",
            description = "Holds the secret of the cluster. Only you should be able to read it.")
    private Path secretFile = Path.of("");

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "How many tasks run at once; one for each processor if left out.")
    private int workers = Strand.cores();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "What this worker is called in messages and lists of members.")
    private String name = "";

    @Option(
            names = "--class-path",
            paramLabel = "PATH",
            description =
                    "Where the classes of the tasks are, unless the program sends them"
                            + " (shipClasses).")
    private String classPath = "";

    @Option(
            names = "--trusted-network",
            description =
                    "Goes beyond this machine without TLS: everybody on the way may read the token"
                            + " and all values.")
    private boolean trustedNetwork;

    @Option(names = "--tls", description = "Speaks TLS and trusts what the JDK trusts.")
    private boolean tls;

    @Option(
            names = "--tls-trust",
            paramLabel = "FILE",
            description = "Speaks TLS and trusts the certificates in this PKCS12 or JKS file.")
    private @Nullable Path trust;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "Shows the certificate in this file: mutual TLS; needs --tls-trust.")
    private @Nullable Path key;

    @Option(
            names = "--tls-password-file",
            paramLabel = "FILE",
            description = "Holds the password of these two files.")
    private @Nullable Path tlsPasswordFile;

    /// Made by picocli.
    public WorkerCommand() {}

    /// What Heddle has to say stands among our own lines. Kept, since its
    /// handlers last as long as it.
    private static final Logger HEDDLE = Logger.getLogger("io.heddle");

    /// Prints records as lines of ours.
    private final class Lines extends Handler {

        private static final Formatter TEXT = new SimpleFormatter();

        @Override
        public void publish(LogRecord written) {
            if (isLoggable(written)) {
                String level = written.getLevel() == Level.INFO ? "" : written.getLevel() + ": ";
                Throwable thrown = written.getThrown();
                say(level + TEXT.formatMessage(written) + (thrown == null ? "" : ": " + thrown));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @Override
    public Integer call() throws InterruptedException {
        ClusterOptions options = options();
        if (ClientLog.isConfigured()) {
            return join(options);
        }
        ClientLog.mute();
        Handler lines = new Lines();
        HEDDLE.setUseParentHandlers(false);
        HEDDLE.addHandler(lines);
        try {
            return join(options);
        } finally {
            HEDDLE.removeHandler(lines);
            HEDDLE.setUseParentHandlers(true);
        }
    }

    private int join(ClusterOptions options) throws InterruptedException {
        try (ClusterWorker worker = ClusterWorker.start(options, workers, classPath, this::say)) {
            say(
                    "joined %s at %s as %s, %s at once; Ctrl-C leaves"
                            .formatted(
                                    options.name(),
                                    options.addresses().getFirst(),
                                    worker.member().name(),
                                    Wording.count(workers, "task")));
            return serve(worker);
        } catch (HeddleException | IllegalArgumentException e) {
            spec.commandLine().getErr().println("heddle: " + e.getMessage());
            return 1;
        }
    }

    private int serve(ClusterWorker worker) throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        CountDownLatch leaving = new CountDownLatch(1);
        Thread serving = Thread.currentThread();
        Runnable ask =
                () -> {
                    if (asked.incrementAndGet() == 1) {
                        leaving.countDown();
                    } else {
                        serving.interrupt();
                    }
                };
        try (var _ = Signals.on(Signal.INT, ask);
                var _ = Signals.on(Signal.TERM, ask)) {
            leaving.await();
            say(
                    switch (worker.busy()) {
                        case 0 -> "leaving";
                        case 1 -> "leaving; 1 task is finished first, once more Ctrl-C ends it";
                        default ->
                                "leaving; %d tasks are finished first, once more Ctrl-C ends them"
                                        .formatted(worker.busy());
                    });
            worker.leave();
            say("left");
            return 0;
        } catch (InterruptedException e) {
            if (asked.get() < 2) {
                throw e;
            }
            say("leaving at once; unfinished: " + Wording.count(worker.busy(), "task"));
            return LEFT_AT_ONCE;
        }
    }

    private void say(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                LocalTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.MILLIS) + " " + line);
        out.flush();
    }

    // ---- what was said
    // -------------------------------------------------------------------------------

    private ClusterOptions options() {
        int at = join.indexOf('@');
        try {
            ClusterOptions options =
                    ClusterOptions.named(at < 0 ? "heddle" : join.substring(0, at))
                            .server(join.substring(at + 1))
                            .secret(secret(secretFile))
                            .memberName(name);
            return guarded(trustedNetwork ? options.trustedNetwork() : options);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private ClusterOptions guarded(ClusterOptions options) {
        if (trust == null) {
            if (key != null) {
                throw new IllegalArgumentException("--tls-key needs --tls-trust");
            }
            return tls ? options.tls() : options;
        }
        if (tlsPasswordFile == null) {
            throw new IllegalArgumentException("--tls-trust needs --tls-password-file");
        }
        String password = secret(tlsPasswordFile);
        return key == null
                ? options.tls(trust, password)
                : options.mutualTls(trust, password, key, password);
    }

    private String secret(Path file) {
        try {
            warnIfOthersMayRead(file);
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "the secret cannot be read: file=%s: %s".formatted(file, e), e);
        }
    }

    private void warnIfOthersMayRead(Path file) throws IOException {
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        Set<PosixFilePermission> open =
                EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);
        open.retainAll(view.readAttributes().permissions());
        if (!open.isEmpty()) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "heddle: others may read the secret: file=%s; chmod 600 %s"
                                    .formatted(file, file));
        }
    }
}
