# SPDX-License-Identifier: ISC
#
# Reads one suite's log of TAP and judges it.  Prints a line for each failure with
# what the log says around it, a line for each skip, and writes "PASSED FAILED
# SKIPPED" to the file named by totals.  Also set: suite (its name), status (its
# exit status), limit (seconds, if it ran out of time).
#
# A suite fails beyond its own "not ok" lines if it prints no plan, if it runs
# fewer or more tests than planned, if it bails out, if it exits with an error but
# calls no test failed, and if it runs out of time.

function result(line,	name)
{
	name = line
	sub(/^(not )?ok[ \t]*[0-9]*[ \t]*(- )?/, "", name)
	return name
}

function reset()
{
	n = 0
	open = 0
}

function keep(line)
{
	if (n < 40)
		around[++n] = line
	else if (n == 40)
		around[++n] = "... (more in the log)"
}

# What stood before a failed test's line and what follows it belong to it.
function show(	i)
{
	for (i = 1; i <= n; i++)
		print "       | " around[i]
	reset()
}

function fail(what)
{
	failed++
	print "  FAIL  " suite ": " what
}

{ sub(/\r$/, "") }

/^1\.\.[0-9]+/ {
	if (open)
		show()
	planned += substr($0, 4) + 0
	plans++
	if ($0 ~ /^1\.\.0/ && tolower($0) ~ /# *skip/) {
		sub(/^1\.\.0[^#]*# *[Ss][Kk][Ii][Pp][a-zA-Z]*[: \t]*/, "")
		skipped++
		print "  SKIP  " suite ($0 == "" ? "" : ": " $0)
	}
	next
}

/^(not )?ok([ \t]|$)/ {
	if (open)
		show()
	ran++
	name = result($0)
	if (tolower($0) ~ /# *skip/) {
		skipped++
		sub(/# *[Ss][Kk][Ii][Pp][ \t]*/, "# ", name)
		print "  SKIP  " suite ": " name
		reset()
	} else if ($0 ~ /^not/) {
		fail(name)
		open = 1
	} else {
		passed++
		reset()
	}
	next
}

/^Bail out!/ {
	if (open)
		show()
	fail($0)
	bailed = 1
	next
}

{ keep($0) }

END {
	if (open)
		show()
	calm = failed + 0
	if (limit != "")
		fail("killed after " limit " s, " ran + 0 " tests done")
	else if (bailed)
		;
	else if (plans == 0)
		fail("no plan: not TAP, or ended early (status " status ")")
	else if (ran + 0 != planned)
		fail("planned " planned " tests, ran " ran + 0 \
		     " (status " status ")")
	else if (status != 0 && failed == 0)
		fail("exit status " status ", but no test failed")
	if (failed > calm)
		show()
	print passed + 0, failed + 0, skipped + 0 > totals
}
