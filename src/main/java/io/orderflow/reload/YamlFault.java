package io.orderflow.reload;

import org.apache.camel.dsl.yaml.common.exception.UnsupportedFieldException;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** What is wrong with a file as YAML, or with a key in it: file, line and what was expected. */
final class YamlFault {

    private static final String SECOND_EXPRESSION = " has already been configured as an expression";

    private YamlFault() {}

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
                        name == null ? outer.getProblem() : UnknownKey.sentence(name));
    }

    private static String ofKey(UnsupportedFieldException field, String node) {
        String key = StringHelper.after(field.getProblem(), "Unsupported field: ", "");
        Mark value = field.getProblemMark().orElseThrow();
        return "%s, line %d: %s"
                .formatted(
                        StepPlace.file(value.getName()), UnknownKey.line(key, value), UnknownKey.sentence(node, key));
    }
}
