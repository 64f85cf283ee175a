package io.orderflow.reload;

import org.apache.camel.dsl.yaml.common.exception.UnsupportedFieldException;
import org.apache.camel.util.StringHelper;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** What is wrong with a file as YAML, or with a key in it: file, line and what was expected. */
final class YamlFault {

    private YamlFault() {}

    /** @param outer has a mark, as each cause may have one: the innermost knows best */
    static String sentence(MarkedYamlEngineException outer) {
        if (outer.getCause() instanceof UnsupportedFieldException field) {
            String key = StringHelper.after(field.getProblem(), "Unsupported field: ", "");
            Mark value = field.getProblemMark().orElseThrow();
            return "%s, line %d: %s"
                    .formatted(
                            StepPlace.file(value.getName()),
                            UnknownKey.line(key, value),
                            UnknownKey.sentence(StringHelper.after(outer.getProblem(), "node id: ", "it"), key));
        }
        if (outer.getCause() instanceof MarkedYamlEngineException inner
                && inner.getProblemMark().isPresent()) {
            return sentence(inner);
        }
        Mark mark = outer.getProblemMark().orElseThrow();
        String name = StringHelper.after(outer.getProblem(), "Unknown node id: ");
        return "%s, line %d: %s"
                .formatted(
                        StepPlace.file(mark.getName()),
                        mark.getLine() + 1,
                        name == null ? outer.getProblem() : UnknownKey.sentence(name));
    }
}
