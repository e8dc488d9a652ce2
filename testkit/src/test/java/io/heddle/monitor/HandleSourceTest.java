package io.heddle.monitor;

import io.heddle.testkit.ProcessSourceContract;

class HandleSourceTest extends ProcessSourceContract {

    @Override
    protected ProcessSource source() {
        return new HandleSource();
    }
}
