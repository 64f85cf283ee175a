package io.orderflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whoever makes the project theirs, as the README invites them to, has a build with all its tests, an image, a distribution
 * and a check that pass as before.
 *
 * <p>{@code -Dyours.verify=true} runs all of {@code mvn verify} there, {@code -Dyours.each=true} each change by itself too.
 */
@EnabledIfSystemProperty(named = "project.ci", matches = "true", disabledReason = "asked in CI: mvn -P ci verify")
class YoursIT {

    private static final Set<String> LEFT_OUT = Set.of("target", ".git", "data");

    /** Of the unit tests, those that can meet what is someone's own: the others know no routes, settings and files of it. */
    private static final String THAT_MEET_IT = "-Dtest=%regex["
            + "(?!io/orderflow/(consumer|routing|inbox|kafka|analytics|schema|tracker|failure|broker|observe)/)"
            + ".*Test\\.class]";

    /** Of the integration tests, those of what {@code mvn package} leaves. */
    private static final String OF_THE_PACKAGE = "-Dit.test=ImageIT,DistributionIT,DependenciesIT";

    /** The same tests have passed, or not, in the build around this one: what fails here for lack of time may be run again. */
    private static final List<String> AGAIN =
            List.of("-Dsurefire.rerunFailingTestsCount=2", "-Dfailsafe.rerunFailingTestsCount=2");

    @TempDir
    Path copy;

    @BeforeEach
    void copy() throws Exception {
        Folders.copy(Path.of("").toAbsolutePath(), copy, LEFT_OUT);
    }

    @Test
    void a_project_that_someone_has_made_theirs_builds_and_checks_as_before() throws Exception {
        for (OwnChange change : OwnChange.values()) {
            change.make(copy);
        }
        build();
    }

    @ParameterizedTest
    @EnumSource
    @EnabledIfSystemProperty(named = "yours.each", matches = "true")
    void each_change_by_itself_leaves_a_project_that_builds_and_checks(OwnChange change) throws Exception {
        change.make(copy);
        build();
    }

    private void build() throws Exception {
        mvn(Boolean.getBoolean("yours.verify") ? List.of("verify") : List.of("verify", THAT_MEET_IT, OF_THE_PACKAGE));
        mvn(List.of("exec:java@check"));
    }

    private void mvn(List<String> goals) throws Exception {
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-ntp", "-o", "-q"));
        command.addAll(AGAIN);
        command.addAll(goals);
        try (OrderflowProcess process = OrderflowProcess.run(command, copy, Map.of())) {
            int code = process.awaitEnd(Duration.ofHours(1));
            assertThat(code).as(process::said).isZero();
        }
    }
}
