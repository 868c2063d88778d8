# SPDX-License-Identifier: ISC
#
# long-report.awk REPORT LOG: prints REPORT with the part of one suite written anew
# from LOG, which is what run.sh printed.  Set: suite, suites (all there are, in
# order), run (date, commit, ISA), host, result ("N passed, N failed, N skipped in
# N s"), limits (what was left out by a variable; may be empty).
#
# The report is a table, and below it a part for each suite that was ever run: its
# name alone on a line, then lines that begin with two spaces.  The table is made out
# of the parts, so that nothing is said twice.  A suite that is gone loses its part.

function add(name, line)
{
	part[name] = part[name] line "\n"
}

# A part's line "  run     ..." or "  result  ...", without the word.
function field(name, word,	line, n, i)
{
	n = split(part[name], line, "\n")
	for (i = 1; i <= n; i++)
		if (index(line[i], "  " word " ") == 1)
			return substr(line[i], 11)
	return ""
}

function row(name,	w, when)
{
	if (!(name in part)) {
		printf "%-20s not run\n", name
		missing++
		return
	}
	split(field(name, "result"), w, /[ ,]+/)
	split(field(name, "run"), when, ",")
	printf "%-20s %-22s %7d %7d %7d %8d\n", name, when[1], w[1], w[3], w[5], w[8]
	passed += w[1]
	failed += w[3]
	skipped += w[5]
}

BEGIN {
	n_suites = split(suites, order, " ")
	for (i = 1; i <= n_suites; i++)
		exists[order[i]]
	add(suite, sprintf("  %-7s %s", "run", run))
	add(suite, sprintf("  %-7s %s", "host", host))
	if (limits != "")
		add(suite, sprintf("  %-7s %s", "only", limits))
	add(suite, sprintf("  %-7s %s", "result", result))
}

FILENAME == ARGV[1] {
	if (NF == 1 && ($0 in exists))
		name = $0
	else if (/^  / && name != "" && name != suite)
		add(name, $0)
	next
}

# "  FAIL  SUITE: TEST": its name is said above.
/^  (FAIL|SKIP)  / {
	word = $1
	sub(/^  [A-Z]+  /, "")
	if (index($0, suite ": ") == 1)
		$0 = substr($0, length(suite) + 3)
	add(suite, sprintf("  %-7s %s", word, $0))
}

END {
	print "What the last long run of each suite found (make test-long).\n"
	printf "%-20s %-22s %7s %7s %7s %8s\n", "suite", "begun", "passed",
		"failed", "skipped", "seconds"
	for (i = 1; i <= n_suites; i++)
		row(order[i])
	printf "\n%d passed, %d failed, %d skipped", passed, failed, skipped
	if (missing)
		printf "; %d of %d suites not run", missing, n_suites
	print "\n"
	for (i = 1; i <= n_suites; i++)
		if (order[i] in part)
			print order[i] "\n" part[order[i]]
}
