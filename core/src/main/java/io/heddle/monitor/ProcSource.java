package io.heddle.monitor;

import io.heddle.internal.os.ProcFacts;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// What `/proc` tells.
final class ProcSource implements ProcessSource {

    @Override
    public Optional<ProcessInfo> of(long pid) {
        return ProcFacts.of(pid).map(ProcSource::info);
    }

    private static ProcessInfo info(ProcFacts facts) {
        long parent = facts.stat().parent();
        int threads = facts.stat().threads();
        return new ProcessInfo(
                facts.stat().pid(),
                parent > 0 ? OptionalLong.of(parent) : OptionalLong.empty(),
                facts.stat().name(),
                facts.status(),
                facts.startTime(),
                facts.user(),
                facts.commandLine(),
                Optional.of(facts.userTime()),
                Optional.of(facts.systemTime()),
                facts.residentBytes(),
                facts.proportionalBytes(),
                facts.stat().lives() ? OptionalInt.of(threads) : OptionalInt.empty(),
                facts.descriptors());
    }
}
