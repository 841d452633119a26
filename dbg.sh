#!/bin/sh
cd /work/wt/run; N=${N:-4000} W=${W:-230} ./t.sh "RunPropertyTest#$1" -Ddbg=1 -Ddashstream.property.seed=$2 -Ddashstream.property.case=$3
