package io.heddle.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.WorkerDiedException;
import io.heddle.WorkerDiedException.Death;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LicencesTest {

    private final Licences licences = new Licences();

    private static Death death(long pid, int exit, Duration uptime) {
        return new Death(
                pid, WorkerDiedException.Kind.SIGNAL, exit, uptime, 0, 0, List.of(), "", "");
    }

    @Test
    void oneKillExcusesOneFailure() {
        licences.give(10, Weapon.KILL);

        assertThat(licences.use(death(10, -9, Duration.ofMinutes(1)))).isEmpty();
        assertThat(licences.use(death(10, -9, Duration.ofMinutes(1)))).isPresent();
    }

    @Test
    void deathOfSomebodyElseIsNoExcuse() {
        licences.give(10, Weapon.KILL);

        assertThat(licences.use(death(11, -9, Duration.ofMinutes(1)))).isPresent();
    }

    @Test
    void reportMustFitTheWeapon() {
        licences.give(10, Weapon.TERM);
        licences.give(11, Weapon.KILL);
        licences.give(12, Weapon.SEGV);

        assertThat(licences.use(death(10, -15, Duration.ofMinutes(1)))).isEmpty();
        assertThat(licences.use(death(11, 0, Duration.ofMinutes(1)))).isPresent();
        assertThat(licences.use(death(12, -6, Duration.ofMinutes(1)))).isEmpty();
    }
}
