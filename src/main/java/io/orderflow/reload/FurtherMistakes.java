package io.orderflow.reload;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the mistakes behind the first one: the step that has it is left out, as if it were mended, and the rest is checked
 * again. Only what cannot come from leaving something out is a mistake then.
 */
final class FurtherMistakes {

    /** Each costs a check of all files. */
    private static final int MOST = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String NO_READER = ": no route reads from ";

    /** @param line 0 where it is not known */
    private record Place(Path file, int line) {

        private static final Comparator<Place> IN_ORDER =
                Comparator.nullsLast(Comparator.comparing(Place::file).thenComparing(Place::line));

        /** Null where the sentence names no file. */
        static Place of(RouteFiles files, String sentence) {
            for (Path file : files.contents().keySet()) {
                String line = file + ", line ";
                if (sentence.startsWith(line)) {
                    return new Place(
                            file,
                            Integer.parseInt(sentence.substring(line.length()).replaceFirst("(?s)\\D.*", "")));
                }
                if (sentence.startsWith(file + ": ")) {
                    return new Place(file, 0);
                }
            }
            return null;
        }
    }

    private final Function<RouteFiles, RouteMistake> check;
    private final Set<String> seen = new HashSet<>();
    private final Map<String, Place> found = new LinkedHashMap<>();
    /** What was left out and may have been read from. */
    private final List<String> readers = new ArrayList<>();

    private boolean allReadersAreKnown = true;
    private boolean allBeansAreKnown = true;

    private FurtherMistakes(Function<RouteFiles, RouteMistake> check) {
        this.check = check;
    }

    /**
     * @param first what is wrong with the files
     * @param check gives what is wrong with other ones, or null
     * @return the mistakes that could be found, the first one among them
     */
    static RouteMistake all(RouteFiles files, RouteMistake first, Function<RouteFiles, RouteMistake> check) {
        return new FurtherMistakes(check).all(files, first);
    }

    private RouteMistake all(RouteFiles files, RouteMistake first) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        RouteMistake next = first;
        Optional<RouteFiles> rest = Optional.of(files);
        while (next != null && rest.isPresent() && found.size() < MOST && end - System.nanoTime() > 0) {
            Place place = Place.of(files, next.getMessage());
            if (!seen.add(next.getMessage())) {
                // leaving it out did not help
                return mistake(first, false);
            }
            if (isTrue(next)) {
                found.put(next.getMessage(), place);
            }
            rest = place == null ? Optional.empty() : without(rest.get(), place);
            next = rest.map(check).orElse(null);
        }
        return mistake(first, next != null);
    }

    private RouteMistake mistake(RouteMistake first, boolean more) {
        List<String> sentences = found.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Place.IN_ORDER))
                .map(Map.Entry::getKey)
                .toList();
        return sentences.size() == 1 && !more ? first : new RouteMistake(sentences, more, first);
    }

    /** Whether it is a mistake whatever stood in what was left out. */
    private boolean isTrue(RouteMistake mistake) {
        String sentence = mistake.getMessage();
        int at = sentence.lastIndexOf(NO_READER);
        if (at >= 0) {
            String target = sentence.substring(at + NO_READER.length());
            return allReadersAreKnown && readers.stream().noneMatch(text -> text.contains(target));
        }
        return allBeansAreKnown || !mistake.isOfMissingBean();
    }

    /** Empty where nothing is left. */
    private Optional<RouteFiles> without(RouteFiles files, Place place) {
        RouteBlanks.Blank blank = RouteBlanks.of(files, place.file(), place.line());
        switch (blank.part()) {
            case STEP -> {
                if (blank.text().contains("pollEnrich")) {
                    readers.add(blank.text());
                }
            }
            case ROUTE -> readers.add(blank.text());
            case OTHER -> allBeansAreKnown = false;
            case FILE -> {
                allBeansAreKnown = false;
                allReadersAreKnown = false;
            }
        }
        return blank.rest().contents().isEmpty() ? Optional.empty() : Optional.of(blank.rest());
    }
}
