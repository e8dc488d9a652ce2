package io.heddle.cluster;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;

/// A key of this machine with a certificate that it has signed itself, in the forms that a server and a client
/// read.
///
/// @param keyStore holds both
/// @param trustStore holds the certificate
/// @param key the key for a server
/// @param certificate the certificate for a server
record Certificates(Path keyStore, Path trustStore, Path key, Path certificate) {

    static final String PASSWORD = "changeit";

    static Certificates make(Path folder, String name) throws Exception {
        Path keyStore = folder.resolve(name + ".p12");
        Process keytool =
                new ProcessBuilder(
                                List.of(
                                        System.getProperty("java.home") + "/bin/keytool",
                                        "-genkeypair",
                                        "-alias",
                                        "own",
                                        "-keyalg",
                                        "EC",
                                        "-dname",
                                        "CN=" + name,
                                        "-ext",
                                        "san=dns:localhost,ip:127.0.0.1",
                                        "-storetype",
                                        "PKCS12",
                                        "-storepass",
                                        PASSWORD,
                                        "-keystore",
                                        keyStore.toString()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        if (keytool.waitFor() != 0) {
            throw new AssertionError("keytool failed");
        }
        KeyStore own = KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
        Certificate certificate = own.getCertificate("own");
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("own", certificate);
        Path trustStore = folder.resolve(name + "-trust.p12");
        try (OutputStream out = Files.newOutputStream(trustStore)) {
            trust.store(out, PASSWORD.toCharArray());
        }
        return new Certificates(
                keyStore,
                trustStore,
                pem(
                        folder.resolve(name + ".key"),
                        "PRIVATE KEY",
                        own.getKey("own", PASSWORD.toCharArray()).getEncoded()),
                pem(folder.resolve(name + ".crt"), "CERTIFICATE", certificate.getEncoded()));
    }

    private static Path pem(Path file, String what, byte[] bytes) throws Exception {
        String text =
                "-----BEGIN %s-----\n%s\n-----END %s-----\n"
                        .formatted(
                                what,
                                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                                        .encodeToString(bytes),
                                what);
        return Files.writeString(file, text);
    }
}
