# SPDX-License-Identifier: BSD-3-Clause
# Runs test scripts of SQLite's one after the other, as its own permutations.test does:
#
#     testfixture /suite.tcl FOLDER LIST
#
# with the databases in FOLDER, and the scripts' names in the file LIST.
cd [lindex $argv 0]
set list [open [lindex $argv 1]]
set scripts [split [string trim [read $list]]]
close $list

set argv {}
set testdir /sqlite/test
set argv0 $testdir/suite.test
source $testdir/tester.tcl
foreach script $scripts { slave_test_file $testdir/$script.test }
finish_test
