#!/bin/sh
# The browser of the tests that look at reports, on Debian and Ubuntu; without it they are skipped.
set -eu
apt-get update
apt-get install -y --no-install-recommends chromium
