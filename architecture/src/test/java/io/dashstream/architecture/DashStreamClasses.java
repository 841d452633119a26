package io.dashstream.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The compiled main classes of the three libraries, read once for all rules. */
final class DashStreamClasses {

    static final String CORE = "io.dashstream.core";
    static final String PRODUCER = "io.dashstream.producer";
    static final String REPLAY = "io.dashstream.replay";

    /** The messages that the build generates from the schema: not ours to shape. */
    static final String GENERATED = "io.dashstream.core.wire.v1";

    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/dashstream/core/wire/v1/"))
            .withImportOption(location -> !location.contains("/dashstream/replay/dialect/v2/frames/"))
            .importPackages(CORE, PRODUCER, REPLAY);

    private DashStreamClasses() {}
}
