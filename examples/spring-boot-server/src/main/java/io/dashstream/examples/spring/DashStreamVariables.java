package io.dashstream.examples.spring;

import java.util.HashMap;
import java.util.Map;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * What Spring knows under the names of DashStream's variables, from whichever of its sources.
 *
 * @param all the variables that are set
 */
record DashStreamVariables(Map<String, String> all) {

    DashStreamVariables {
        all = Map.copyOf(all);
    }

    static DashStreamVariables of(ConfigurableEnvironment spring) {
        Map<String, String> found = new HashMap<>();
        for (PropertySource<?> source : spring.getPropertySources()) {
            if (source instanceof EnumerablePropertySource<?> named) {
                for (String name : named.getPropertyNames()) {
                    if (name.matches("(KAFKA|REDIS|DASHSTREAM)_[A-Z0-9_]+")) {
                        found.put(name, spring.getProperty(name, ""));
                    }
                }
            }
        }
        return new DashStreamVariables(found);
    }
}
