package io.orderflow;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/** Changes an example a little or a lot: what a careless or a hostile sender would send. Of one seed, always the same. */
final class Mutations {

    private static final int LONGEST = 200_000;

    /** Each was trouble for some program before. */
    private static final List<String> TROUBLE = List.of(
            "\0",
            "\n",
            "\r\n",
            "\t",
            "\u001b[2J\u001b[41m",
            "\u001a",
            "\u001e",
            "\u202e",
            "\u2028",
            "\ufeff",
            "\ufffd",
            "👩‍🍳",
            "\\ud800",
            "\"",
            "'",
            "`",
            "{{",
            "}}",
            "${",
            "${body}",
            "${jndi:ldap://localhost/a}",
            "%00",
            "%s%n",
            "../../",
            "&&",
            "<script>",
            "[".repeat(20_000),
            "- ".repeat(5_000),
            "{\"a\":".repeat(5_000),
            "9".repeat(2_000),
            "1e999999999",
            "-1",
            "0",
            "1.5",
            "null",
            "NaN",
            "true",
            "\"quantity\":2,",
            ",,,",
            ";");

    private final Random random;

    Mutations(long seed) {
        random = new Random(seed);
    }

    int number(int bound) {
        return random.nextInt(bound);
    }

    boolean oneIn(int number) {
        return random.nextInt(number) == 0;
    }

    <T> T oneOf(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    byte[] noise(int longest) {
        byte[] noise = new byte[random.nextInt(longest)];
        random.nextBytes(noise);
        return noise;
    }

    /** One of the examples, after up to six changes; sometimes none. */
    byte[] of(List<String> examples) {
        byte[] bytes = oneOf(examples).getBytes(UTF_8);
        for (int change = number(7); change > 0 && bytes.length < LONGEST; change--) {
            bytes = changed(bytes, examples);
        }
        return bytes;
    }

    /** Text of one line and few characters that a name may have. */
    String name(String characters, int longest) {
        StringBuilder name = new StringBuilder();
        for (int i = number(longest); i > 0; i--) {
            name.append(characters.charAt(number(characters.length())));
        }
        return name.toString();
    }

    private byte[] changed(byte[] bytes, List<String> examples) {
        int from = number(bytes.length + 1);
        int to = Math.min(bytes.length, from + number(20));
        return switch (number(12)) {
            case 0 -> flipped(bytes);
            case 1 -> replaced(bytes, from, from, noise(8));
            case 2, 3, 4 -> replaced(bytes, from, to, oneOf(TROUBLE).getBytes(UTF_8));
            case 5 -> replaced(bytes, from, from, oneOf(TROUBLE).getBytes(UTF_8));
            case 6 -> replaced(bytes, from, to, new byte[0]);
            case 7 -> Arrays.copyOf(bytes, from);
            case 8 -> replaced(bytes, to, to, repeated(Arrays.copyOfRange(bytes, from, to), number(500)));
            case 9 -> replaced(bytes, from, bytes.length, oneOf(examples).getBytes(UTF_8));
            case 10 -> oneIn(4) ? new String(bytes, UTF_8).getBytes(UTF_16) : flipped(bytes);
            default -> oneIn(4) ? gzipped(bytes) : flipped(bytes);
        };
    }

    private byte[] flipped(byte[] bytes) {
        byte[] flipped = bytes.clone();
        if (flipped.length > 0) {
            flipped[number(flipped.length)] ^= (byte) (1 << number(8));
        }
        return flipped;
    }

    byte[] gzipped(byte[] bytes) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return zipped.toByteArray();
    }

    private static byte[] repeated(byte[] bytes, int times) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < times; i++) {
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    private static byte[] replaced(byte[] bytes, int from, int to, byte[] by) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(bytes, 0, from);
        all.writeBytes(by);
        all.write(bytes, to, bytes.length - to);
        return all.toByteArray();
    }
}
