package io.heddle.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Turns objects into bytes and back, for the way between two processes.
///
/// Implementations may be used by many threads at once.
public interface Codec {

    /// Gives the codec that needs nothing but the JDK: Java serialization, with a short form for a
    /// few plain values and with large byte arrays beside the stream.
    ///
    /// @return the codec
    static Codec jdk() {
        return JdkCodec.INSTANCE;
    }

    /// Gives the codec of [#jdk()] under rules of its own.
    ///
    /// @param rules what it may read
    /// @return the codec
    static Codec jdk(CodecRules rules) {
        return rules.areDefaults() ? jdk() : new JdkCodec(rules);
    }

    /// Gives the codec by which this thread just now reads an object, from within a method of that object.
    /// So what is read later on its behalf is held to the same rules.
    ///
    /// @return the codec; that of [#jdk()] if nothing is read
    static Codec current() {
        return JdkCodec.current();
    }

    /// Writes an object.
    ///
    /// @param value the object, or `null`
    /// @return its payload; it shares an array with the caller only if the value itself is that array
    /// @throws IOException if something in it cannot be written, or it is larger than may travel;
    ///   also if a method of one of its classes failed, which is then the cause
    Payload encode(@Nullable Object value) throws IOException;

    /// Reads an object.
    ///
    /// @param payload what [#encode] gave
    /// @return the object; it shares large arrays with the payload
    /// @throws java.io.InvalidClassException if a class may not be read, which is then its
    ///   `classname`, or a limit is exceeded
    /// @throws IOException if the bytes are none of an object, or a method of one of its classes
    ///   failed, which is then the cause
    /// @throws ClassNotFoundException if a class is not known here
    @Nullable Object decode(Payload payload) throws IOException, ClassNotFoundException;
}
