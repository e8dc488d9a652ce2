package io.heddle.internal.os;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A process of any program and what descends from it: by parent links, and by its session if it leads one.
///
/// Remembers who has been a member, so that children of one that has outlived its parents are found again. Use
/// [ProcessTree] for what Heddle has started, which has an id. For one thread.
public final class Family {

    private final ProcessHandle root;
    private final boolean leadsSession;

    /// Those that were members, parents before children.
    private final Map<Long, ProcessHandle> known = new LinkedHashMap<>();

    /// Looks at a process, which is a member until it ends.
    ///
    /// @param root the eldest
    public Family(ProcessHandle root) {
        this.root = root;
        this.leadsSession =
                ProcFs.stat(root.pid()).filter(stat -> stat.session() == root.pid()).isPresent();
        known.put(root.pid(), root);
    }

    /// Looks who is a member now.
    ///
    /// @return the living and those whose end their parent has not taken note of, parents before children
    public List<ProcessHandle> members() {
        known.values().removeIf(member -> !member.isAlive());
        if (ProcFs.isThere()) {
            addByProc();
        } else if (root.isAlive()) {
            root.descendants().forEach(child -> known.putIfAbsent(child.pid(), child));
        }
        return List.copyOf(known.values());
    }

    private void addByProc() {
        List<ProcFs.Stat> all = ProcFs.all();
        Map<Long, List<ProcFs.Stat>> children = new HashMap<>();
        all.forEach(stat ->
                children.computeIfAbsent(stat.parent(), parent -> new ArrayList<>()).add(stat));
        if (leadsSession) {
            all.stream().filter(stat -> stat.session() == root.pid()).forEach(this::add);
        }
        List<Long> toDo = new ArrayList<>(known.keySet());
        for (int i = 0; i < toDo.size(); i++) { // grows
            children.getOrDefault(toDo.get(i), List.of()).stream()
                    .filter(this::add)
                    .forEach(child -> toDo.add(child.pid()));
        }
    }

    /// @return whether it is new
    private boolean add(ProcFs.Stat stat) {
        if (known.containsKey(stat.pid())) {
            return false;
        }
        Optional<ProcessHandle> handle = ProcessHandle.of(stat.pid());
        boolean same = ProcFs.stat(stat.pid()).filter(stat::isOfSameProcess).isPresent();
        if (handle.isEmpty() || !same) {
            return false; // gone meanwhile, and its pid may be another's
        }
        known.put(stat.pid(), handle.get());
        return true;
    }

    /// Lists the living processes whose parent this one is.
    ///
    /// @param pid the parent
    /// @return pids
    public static Stream<Long> childrenOf(long pid) {
        return ProcFs.isThere()
                ? ProcFs.all().stream().filter(stat -> stat.parent() == pid).map(ProcFs.Stat::pid)
                : ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::children)
                        .map(ProcessHandle::pid);
    }
}
