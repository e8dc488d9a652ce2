package io.heddle.console.simulate;

import io.heddle.simulator.TimeText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads lengths of time on the command line, such as `10ms`.
final class TimeOption implements ITypeConverter<Duration> {

    TimeOption() {}

    @Override
    public Duration convert(String text) {
        try {
            return TimeText.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
