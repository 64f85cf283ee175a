package io.orderflow.inbox.records;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a file, when it is unpacked, is by its first bytes where it can't be an order file: another packing, encoding or
 * program's format.
 */
final class ForeignFile {

    private static final String UNPACK = "unpack it, or pack it by gzip";
    private static final String SAVE_AS_UTF8 = "save it as UTF-8";
    private static final String SAVE_AS_CSV = "save it as CSV (UTF-8)";

    private static final Map<String, String> KINDS = new LinkedHashMap<>();

    static {
        // the longer one first: the mark of UTF-16 is the beginning of the one of UTF-32
        KINDS.put("FFFE0000", "text in UTF-32; " + SAVE_AS_UTF8);
        KINDS.put("0000FEFF", "text in UTF-32; " + SAVE_AS_UTF8);
        KINDS.put("FFFE", "text in UTF-16; " + SAVE_AS_UTF8);
        KINDS.put("FEFF", "text in UTF-16; " + SAVE_AS_UTF8);
        KINDS.put("2B2F76", "text in UTF-7; " + SAVE_AS_UTF8);
        KINDS.put(
                "504B0304",
                "a zip archive or a spreadsheet (like .xlsx); unpack the one, save the other as CSV (UTF-8)");
        KINDS.put("504B0506", "an empty zip archive; " + UNPACK);
        KINDS.put("1F8B", "packed by gzip twice; unpack it once");
        KINDS.put("28B52FFD", "packed by zstd; " + UNPACK);
        KINDS.put("FD377A585A00", "packed by xz; " + UNPACK);
        KINDS.put("425A68", "packed by bzip2; " + UNPACK);
        KINDS.put("04224D18", "packed by lz4; " + UNPACK);
        KINDS.put("4C5A4950", "packed by lzip; " + UNPACK);
        KINDS.put("FF060000734E61507059", "packed by snappy; " + UNPACK);
        KINDS.put("1F9D", "packed by compress (.Z); " + UNPACK);
        KINDS.put("377ABCAF271C", "a 7z archive; " + UNPACK);
        KINDS.put("526172211A07", "a rar archive; " + UNPACK);
        KINDS.put("D0CF11E0A1B11AE1", "a document of an office program (like .xls); " + SAVE_AS_CSV);
        KINDS.put("255044462D", "a PDF; " + SAVE_AS_CSV);
        KINDS.put("50415231", "a Parquet file; write it as JSON");
        KINDS.put("4F626A01", "an Avro file; write it as JSON");
        KINDS.put("53514C69746520666F726D6174", "an SQLite database; write its orders as JSON");
        KINDS.put("3C", "XML or HTML; write it as JSON");
        KINDS.put("EFBBBF3C", "XML or HTML; write it as JSON");
    }

    private ForeignFile() {}

    /** What it is, and what to do; null where it may be an order file. */
    static String kind(byte[] head) {
        String hex = HexFormat.of().withUpperCase().formatHex(head, 0, Math.min(head.length, 16));
        for (Map.Entry<String, String> kind : KINDS.entrySet()) {
            if (hex.startsWith(kind.getKey())) {
                return "it is " + kind.getValue();
            }
        }
        return kindWithoutMark(head);
    }

    /** The first characters of an order file are of one byte each: NULs among them are the rest of wider ones. */
    private static String kindWithoutMark(byte[] head) {
        StringBuilder nulls = new StringBuilder();
        for (int i = 0; i < 4 && i < head.length; i++) {
            nulls.append(head[i] == 0 ? '0' : 'x');
        }
        return switch (nulls.toString()) {
            case "x0x0", "0x0x" -> "it is text in UTF-16; " + SAVE_AS_UTF8;
            case "x000", "000x" -> "it is text in UTF-32; " + SAVE_AS_UTF8;
            default -> isTar(head) ? "it is a tar archive; " + UNPACK : null;
        };
    }

    private static boolean isTar(byte[] head) {
        return head.length > 262 && new String(head, 257, 5, ISO_8859_1).equals("ustar");
    }
}
