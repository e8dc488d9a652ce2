package io.heddle.testkit;

import io.heddle.Kind;
import io.heddle.Strand;
import io.heddle.Task;

class ProcessStrandTest extends StrandContract {

    @Override
    protected <T> Strand<T> build(String name, Task<T> task) {
        return ShortLife.strand().name(name).unstarted(task);
    }

    @Override
    protected Kind kind() {
        return Kind.PROCESS;
    }
}
