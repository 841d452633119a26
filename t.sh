#!/bin/sh
# usage: t.sh TestPattern [extra]
cd /work/wt/run; rm -rf dashstream-core/target/surefire-reports; ./mvnw -q -o spotless:apply -pl dashstream-core; t=$1; shift; ./mvnw -q -o test -pl dashstream-core -am -Dspotless.check.skip -Dtest="$t" -Dsurefire.failIfNoSpecifiedTests=false "$@" 2>&1 | grep -v "^\s*at [^i]\|\[ERROR\] *$\|Help 1\|re-run Maven\|org.junit\|org.assertj" | cut -c1-${W:-900} | head -${N:-60}
grep -h -o '<testsuite [^>]*' dashstream-core/target/surefire-reports/*.xml 2>/dev/null | grep -o ' \(name\|time\|tests\|failures\|errors\)="[^"]*"' | tr -d '\n'; echo
