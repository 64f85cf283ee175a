package io.orderflow.reload;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.dsl.yaml.common.exception.UnsupportedFieldException;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** What is wrong with a file as YAML, or with a key in it: file, line and what was expected. */
final class YamlFault {

    private static final String SECOND_EXPRESSION = " has already been configured as an expression";

    private static final Map<Pattern, String> WORDS = words(
            "Number of aliases for non-scalar nodes exceeds the specified max=(\\d+)",
            "more than $1 aliases (*name) stand in it",
            "Non scalar key is detected.*",
            "a key is wanted as a text",
            "Version\\{major=(\\d+), minor=(\\d+)}",
            "it is written in version $1.$2 of YAML; 1.2 is read",
            "found character '\\\\t\\(TAB\\)' that cannot start any token.*",
            "a tab stands where only spaces can be",
            "could not determine a constructor for the tag tag:yaml.org,2002:(.*)",
            "the tag !!$1 can't be here",
            "expected the node content, but found '<stream end>'",
            "the file ends where a value is wanted",
            "expected the node content, but found '(.*)'",
            "a value is wanted where '$1' stands",
            "could not find expected ':'",
            "a colon is missing behind the key above",
            "expected <block end>, but found '<block (mapping|sequence) start>'",
            "this line is indented further than the one that it belongs beside",
            "expected <block end>, but found '<scalar>'",
            "a text stands where the next key, or the end of the list, is wanted",
            "expected <block end>, but found '(.*)'",
            "'$1' stands where the next key, or the end of the list, is wanted",
            "expected alphabetic or numeric character, but found .*",
            "a line that begins with % instructs the YAML parser, and this one has no word behind the %;"
                    + " a text that begins with it stands between quotes",
            "mapping values are not allowed here",
            "a colon stands where there can be none: put a text that has one between quotes,"
                    + " and see that the key above has its own",
            // what stands behind it may be a password
            "Uri should not contains query parameters \\(uri: ([^?]*).*",
            "the uri $1 has options behind its question mark, and parameters beside it;"
                    + " write all of them in one of the two places",
            "but found another document",
            "a second document (---) begins here; a file has one list of routes",
            "Node type .* is invalid, expected array",
            "a list is wanted here, each item beginning with a dash",
            "Node type .* is invalid, expected key-value",
            "keys with their values are wanted here",
            "Node type .* is invalid, expected scalar",
            "a single value is wanted here");

    private YamlFault() {}

    private static Map<Pattern, String> words(String... pairs) {
        Map<Pattern, String> words = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            words.put(Pattern.compile(pairs[i], Pattern.DOTALL), pairs[i + 1]);
        }
        return words;
    }

    /** What the parser says, for who has never read its code. */
    static String words(String problem) {
        for (Map.Entry<Pattern, String> words : WORDS.entrySet()) {
            Matcher matcher = words.getKey().matcher(problem);
            if (matcher.matches()) {
                return matcher.replaceFirst(words.getValue());
            }
        }
        return problem;
    }

    /** @param outer has a mark, as each cause may have one: the innermost knows best */
    static String sentence(MarkedYamlEngineException outer) {
        if (outer instanceof UnsupportedFieldException field) {
            return ofKey(field, "it");
        }
        if (outer.getCause() instanceof UnsupportedFieldException field) {
            return ofKey(field, StringHelper.after(outer.getProblem(), "node id: ", "it"));
        }
        if (outer.getCause() instanceof MarkedYamlEngineException inner
                && inner.getProblemMark().isPresent()) {
            return sentence(inner);
        }
        Mark mark = outer.getProblemMark().orElseThrow();
        String second = StringHelper.between(outer.getProblem(), "Field: ", SECOND_EXPRESSION);
        if (second != null) {
            return "%s, line %d: %s"
                    .formatted(
                            StepPlace.file(mark.getName()),
                            mark.getLine() + 1,
                            "\"%s\" is neither a key that can be here nor can it be a second expression"
                                    .formatted(second));
        }
        String name = StringHelper.after(outer.getProblem(), "Unknown node id: ");
        return "%s, line %d: %s"
                .formatted(
                        StepPlace.file(mark.getName()),
                        mark.getLine() + 1,
                        name == null ? words(outer.getProblem()) : UnknownKey.sentence(name));
    }

    private static String ofKey(UnsupportedFieldException field, String node) {
        String key = StringHelper.after(field.getProblem(), "Unsupported field: ", "");
        Mark value = field.getProblemMark().orElseThrow();
        return "%s, line %d: %s"
                .formatted(
                        StepPlace.file(value.getName()), UnknownKey.line(key, value), UnknownKey.sentence(node, key));
    }
}
