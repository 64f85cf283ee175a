package io.orderflow.settings;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What someone may have meant who wrote a name that there isn't. */
public final class Nearest {

    private Nearest() {}

    /** @return the known names that differ least from this one, at most three; none where all are quite different */
    static List<String> to(String name, Collection<String> known) {
        int least =
                known.stream().mapToInt(other -> distance(name, other)).min().orElse(Integer.MAX_VALUE);
        return least > Math.max(1, name.length() / 3)
                ? List.of()
                : known.stream()
                        .filter(other -> distance(name, other) == least)
                        .distinct()
                        .sorted()
                        .limit(3)
                        .toList();
    }

    /** For the end of a sentence: {@code "; did you mean retry?"}, or nothing. */
    public static String hint(String name, Collection<String> known) {
        List<String> nearest = to(name, known);
        return nearest.isEmpty() ? "" : "; did you mean " + String.join(" or ", nearest) + "?";
    }

    /** How many letters are to be changed, added, left out or swapped with their neighbour (Damerau and Levenshtein). */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
