package io.heddle.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/// Tells which Heddle this is, and on what it runs.
public final class Version implements IVersionProvider {

    /// Written by Maven into every jar.
    private static final String POM = "/META-INF/maven/io.heddle/heddle-console/pom.properties";

    /// Made by picocli.
    public Version() {}

    /// Tells the version of Heddle.
    ///
    /// @return such as `0.1.0`, or `development` where there is no jar
    public static String heddle() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream(POM)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            return "unknown";
        }
        return properties.getProperty("version", "development");
    }

    /// Tells which Java runs it.
    ///
    /// @return version and vendor, such as `25.0.1 (Eclipse Adoptium)`
    public static String java() {
        return "%s (%s)"
                .formatted(System.getProperty("java.version"), System.getProperty("java.vendor"));
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "heddle " + heddle(),
            "Java " + java(),
            "%s %s".formatted(System.getProperty("os.name"), System.getProperty("os.arch"))
        };
    }
}
